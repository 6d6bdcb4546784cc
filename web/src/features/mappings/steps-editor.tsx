import { ActionIcon, Button, Group, Select, Text } from '@mantine/core'
import { useState } from 'react'
import { STEP_FORMS, type StepForm } from '#http/contract/config-steps.ts'
import type { LiveObject } from '#http/contract/config-fields.ts'
import { CloseIcon } from '../../components/icons.tsx'
import { isKeyed } from '../config-draft/json.ts'
import { formOf, stepWords } from './map-words.ts'
import { StepArguments } from './step-arguments.tsx'
import classes from './steps-editor.module.css'

/** What is done to a value on its way, step by step. */
export function StepsEditor(props: {
  readonly title: string
  readonly steps: readonly unknown[]
  /** The object whose fields the steps may read. */
  readonly from: LiveObject | null
  readonly locked: boolean
  readonly onChange: (steps: readonly unknown[]) => void
}) {
  const { steps, locked, onChange } = props
  // What is typed into a step is no other's once their places change.
  const [order, setOrder] = useState(0)
  const rearrange = (next: readonly unknown[]): void => {
    setOrder(order + 1)
    onChange(next)
  }
  const put = (place: number, step: unknown): void => onChange(steps.map((one, i) => (i === place ? step : one)))
  const move = (place: number): void => {
    const next = [...steps]
    next.splice(place - 1, 2, steps[place], steps[place - 1])
    rearrange(next)
  }
  return (
    <section aria-label={props.title}>
      <Text fw={600} size="sm">
        {props.title}
      </Text>
      {steps.length === 0 ? (
        <Text size="sm" c="var(--quiet)">
          The value goes over as it is, in the form that the other field takes.
        </Text>
      ) : (
        <ol className={classes['steps']}>
          {steps.map((step, place) => {
            const form = formOf(step)
            return (
              // Steps have no names; their place is what they are.
              <li key={`${order} ${place}`} className={classes['step']}>
                <Group justify="space-between" wrap="nowrap">
                  <Text size="sm" fw={600}>
                    {form === undefined ? stepWords(step) : form.label}
                  </Text>
                  {locked ? null : (
                    <Group gap={4} wrap="nowrap">
                      {place === 0 ? null : (
                        <Button size="compact-xs" variant="subtle" onClick={() => move(place)}>
                          Earlier
                        </Button>
                      )}
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        aria-label={`Take out: ${stepWords(step)}`}
                        onClick={() => rearrange(steps.filter((_, i) => i !== place))}
                      >
                        <CloseIcon size={14} />
                      </ActionIcon>
                    </Group>
                  )}
                </Group>
                {form === undefined ? null : (
                  <>
                    <Text size="xs" c="var(--quiet)">
                      {form.words}
                    </Text>
                    <StepArguments
                      form={form}
                      values={argumentsOf(form, step)}
                      from={props.from}
                      locked={locked}
                      onChange={(values) => put(place, writtenStep(form, values))}
                    />
                  </>
                )}
              </li>
            )
          })}
        </ol>
      )}
      {locked ? null : (
        <Select
          aria-label={`Add a step: ${props.title}`}
          placeholder="Add a step …"
          data={STEP_FORMS.map(({ id, label }) => ({ value: id, label }))}
          value={null}
          searchable
          mt={6}
          onChange={(id) => {
            const form = STEP_FORMS.find((one) => one.id === id)
            if (form !== undefined) onChange([...steps, writtenStep(form, usualArguments(form))])
          }}
          renderOption={({ option }) => (
            <div>
              <Text size="sm">{option.label}</Text>
              <Text size="xs" c="var(--quiet)">
                {STEP_FORMS.find(({ id }) => id === option.value)?.words}
              </Text>
            </div>
          )}
        />
      )}
    </section>
  )
}

type Arguments = Readonly<Record<string, unknown>>

function argumentsOf(form: StepForm, step: unknown): Arguments {
  if (!isKeyed(step)) return {}
  if (form.form !== 'under') return step
  const inner = step[form.id]
  return isKeyed(inner) ? inner : {}
}

/** As the document says it; what was left empty is left out. */
function writtenStep(form: StepForm, values: Arguments): unknown {
  const given = Object.fromEntries(
    form.arguments.flatMap(({ key, required }) => {
      const value = values[key]
      return value === undefined || (value === '' && required === undefined) ? [] : [[key, value] as const]
    }),
  )
  if (form.form === 'alone' || (form.mayStandAlone === true && Object.keys(given).length === 0)) return form.id
  return form.form === 'under' ? { [form.id]: given } : given
}

/** What a step begins with when it is added. */
function usualArguments(form: StepForm): Arguments {
  if (form.mayStandAlone === true) return {}
  return Object.fromEntries(
    form.arguments.flatMap(({ key, kind, required, choices }) => {
      if (required === undefined) return []
      const usual = {
        text: '',
        code: 'value',
        zone: 'org',
        property: '',
        number: key === 'truncate' ? 255 : 0,
        choice: choices?.[0]?.value ?? '',
        properties: [],
        texts: [],
        table: {},
        'yes-no': false,
      }[kind]
      return [[key, usual] as const]
    }),
  )
}

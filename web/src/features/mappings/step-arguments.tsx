import {
  ActionIcon,
  Autocomplete,
  Button,
  NumberInput,
  Select,
  Switch,
  TagsInput,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useState } from 'react'
import type { StepArgument, StepForm } from '#http/contract/config-steps.ts'
import type { LiveObject } from '#http/contract/config-fields.ts'
import { CloseIcon } from '../../components/icons.tsx'
import { isKeyed } from '../config-draft/json.ts'
import { FieldPicker } from './field-picker.tsx'
import classes from './steps-editor.module.css'

type Arguments = Readonly<Record<string, unknown>>

/** The settings of one step. */
export function StepArguments(props: {
  readonly form: StepForm
  readonly values: Arguments
  readonly from: LiveObject | null
  readonly locked: boolean
  readonly onChange: (values: Arguments) => void
}) {
  const { form, values } = props
  if (form.arguments.length === 0) return null
  return (
    <div className={classes['arguments']}>
      {form.arguments.map((argument) => (
        <div key={argument.key} className={WIDE.has(argument.kind) ? classes['wide'] : undefined}>
          <Argument
            argument={argument}
            value={values[argument.key]}
            from={props.from}
            locked={props.locked}
            onChange={(value) => props.onChange({ ...values, [argument.key]: value })}
          />
        </div>
      ))}
    </div>
  )
}

const WIDE: ReadonlySet<StepArgument['kind']> = new Set(['table', 'code', 'properties', 'texts'])

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

function Argument(props: {
  readonly argument: StepArgument
  readonly value: unknown
  readonly from: LiveObject | null
  readonly locked: boolean
  readonly onChange: (value: unknown) => void
}) {
  const { argument, value, locked, onChange } = props
  const { label, kind, hint } = argument
  const common = { label, disabled: locked, description: hint, required: argument.required ?? false } as const
  switch (kind) {
    case 'text':
      return <TextInput {...common} value={text(value)} onChange={(event) => onChange(event.currentTarget.value)} />
    case 'zone':
      return (
        <Autocomplete
          {...common}
          data={['org', ...Intl.supportedValuesOf('timeZone')]}
          limit={30}
          description="org is the zone of Salesforce"
          value={text(value)}
          onChange={onChange}
        />
      )
    case 'code':
      return (
        <Textarea
          {...common}
          autosize
          minRows={2}
          styles={{ input: { fontFamily: 'monospace', fontSize: 13 } }}
          value={text(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
    case 'number':
      return (
        <NumberInput
          {...common}
          allowDecimal={false}
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
        />
      )
    case 'choice':
      return (
        <Select
          {...common}
          data={(argument.choices ?? []).map((choice) => ({ ...choice }))}
          value={text(value) === '' ? null : text(value)}
          clearable={argument.required === undefined}
          onChange={(next) => onChange(next ?? undefined)}
        />
      )
    case 'yes-no':
      return (
        <Switch
          label={label}
          disabled={locked}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked ? true : undefined)}
        />
      )
    case 'property':
      return <FieldPicker label={label} object={props.from} value={text(value)} disabled={locked} onChange={onChange} />
    case 'properties':
      return (
        <TagsInput
          {...common}
          description="Names of fields of the same record, in order"
          data={(props.from?.fields ?? []).map(({ name }) => name)}
          limit={30}
          value={texts(value)}
          onChange={onChange}
        />
      )
    case 'texts':
      return <TagsInput {...common} value={texts(value)} onChange={onChange} />
    case 'table':
      return <Table value={isKeyed(value) ? value : {}} locked={locked} onChange={onChange} />
  }
}

/** A table of values for one direction. A row without a value at the left is not written yet. */
function Table(props: {
  readonly value: Arguments
  readonly locked: boolean
  readonly onChange: (value: Arguments) => void
}) {
  const [rows, setRows] = useState(() => Object.entries(props.value).map(([from, to]) => [from, text(to)] as const))
  const put = (next: readonly (readonly [string, string])[]): void => {
    setRows([...next])
    props.onChange(Object.fromEntries(next.filter(([from]) => from !== '')))
  }
  return (
    <div>
      {rows.map(([from, to], place) => (
        // Rows have no names while they are typed
        <div key={place} className={classes['table']}>
          <TextInput
            aria-label={`Value ${place + 1}`}
            value={from}
            disabled={props.locked}
            onChange={(event) => put(rows.map((row, i) => (i === place ? [event.currentTarget.value, to] : row)))}
          />
          <span aria-hidden="true">→</span>
          <TextInput
            aria-label={`Becomes ${place + 1}`}
            value={to}
            disabled={props.locked}
            onChange={(event) => put(rows.map((row, i) => (i === place ? [from, event.currentTarget.value] : row)))}
          />
          {props.locked ? null : (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Take out ${from}`}
              onClick={() => put(rows.filter((_, i) => i !== place))}
            >
              <CloseIcon size={14} />
            </ActionIcon>
          )}
        </div>
      ))}
      {props.locked ? null : (
        <Button size="compact-xs" variant="subtle" onClick={() => setRows([...rows, ['', '']])}>
          Add a value
        </Button>
      )}
    </div>
  )
}

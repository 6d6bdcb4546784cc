import { NumberInput, Select, TextInput } from '@mantine/core'
import { DurationInput } from './duration-input.tsx'
import { useHandover } from './handover-context.ts'
import { AddButton, moved, OrderButtons, replaced, without } from './ordered-list.tsx'
import { clockName, deedWords, momentWords } from './words.ts'
import { freeId, tidy, type Clock, type Deed, type Moment, type Step } from './written.ts'
import classes from './handover.module.css'

const MOMENTS = [
  { value: 'beforeDue', label: 'before it is due' },
  { value: 'afterDue', label: 'after it was due' },
  { value: 'fraction', label: 'at a part of the time' },
]
const DEEDS = [
  { value: 'remind', label: 'remind the owner by e-mail' },
  { value: 'notify_manager', label: 'tell the manager by e-mail' },
  { value: 'notify_channel', label: 'tell a channel' },
  { value: 'create_task', label: 'make a task in Salesforce' },
  { value: 'reassign', label: 'give it to the next of the pool' },
  { value: 'escalate', label: 'give it to the manager' },
  { value: 'set_field', label: 'set a field in Salesforce' },
  { value: 'recycle', label: 'give it back to marketing' },
]

/** What happens while nobody answers; each step once. */
export function LadderEditor(props: {
  readonly steps: readonly Step[]
  readonly clocks: readonly Clock[]
  readonly onChange: (steps: readonly Step[]) => void
}) {
  const { steps, onChange } = props
  return (
    <fieldset className={classes['fieldset']}>
      <legend className={classes['legend']}>While nobody answers</legend>
      {steps.map((step, i) => (
        <div className={classes['card']} key={step.id} role="group" aria-label={`step ${step.id}`}>
          <div style={{ display: 'flex', justifyContent: 'space-between', gap: 8 }}>
            <p className={classes['words']}>
              <b>
                {momentWords(step.at)}: {deedWords(step.do)}
              </b>
              <br />
              <span className={classes['quiet']}>remembered as {step.id}</span>
            </p>
            <OrderButtons
              what={`step ${step.id}`}
              at={i}
              of={steps.length}
              onMove={(by) => onChange(moved(steps, i, by))}
              onRemove={() => onChange(without(steps, i))}
            />
          </div>
          <StepForm step={step} clocks={props.clocks} onChange={(next) => onChange(replaced(steps, i, next))} />
        </div>
      ))}
      <AddButton
        onClick={() =>
          onChange([
            ...steps,
            {
              id: freeId(
                'step',
                steps.map(({ id }) => id),
              ),
              at: { afterDue: '1h' },
              do: 'remind',
            },
          ])
        }
      >
        Add a step
      </AddButton>
    </fieldset>
  )
}

function StepForm(props: {
  readonly step: Step
  readonly clocks: readonly Clock[]
  readonly onChange: (step: Step) => void
}) {
  const { step, onChange } = props
  const names = props.clocks.map(clockName)
  return (
    <div className={classes['two']}>
      <Select
        label="When"
        data={MOMENTS}
        value={'beforeDue' in step.at ? 'beforeDue' : 'afterDue' in step.at ? 'afterDue' : 'fraction'}
        allowDeselect={false}
        onChange={(value) => onChange({ ...step, at: momentOf(value ?? 'afterDue') })}
      />
      {'fraction' in step.at ? (
        <NumberInput
          label="Percent of the time"
          min={1}
          value={Math.round(step.at.fraction * 100)}
          onChange={(value) => onChange({ ...step, at: { fraction: Number(value) / 100 } })}
        />
      ) : (
        <DurationInput
          label="How long"
          value={'beforeDue' in step.at ? step.at.beforeDue : step.at.afterDue}
          onChange={(value) =>
            onChange({ ...step, at: 'beforeDue' in step.at ? { beforeDue: value } : { afterDue: value } })
          }
        />
      )}
      <Select
        label="What"
        data={DEEDS}
        value={kindOf(step.do)}
        allowDeselect={false}
        onChange={(value) => onChange({ ...step, do: deedOf(value ?? 'remind') })}
      />
      <DeedFields deed={step.do} onChange={(deed) => onChange({ ...step, do: deed })} />
      {names.length > 1 ? (
        <Select
          label="Of the clock"
          data={names}
          value={step.clock ?? names[0] ?? null}
          allowDeselect={false}
          onChange={(clock) =>
            onChange(tidy({ ...step, clock: clock === names[0] ? undefined : (clock ?? undefined) }) as Step)
          }
        />
      ) : null}
    </div>
  )
}

function DeedFields({ deed, onChange }: { readonly deed: Deed; readonly onChange: (deed: Deed) => void }) {
  const { written, leadFields } = useHandover()
  if (typeof deed === 'string') return null
  if ('notify_channel' in deed)
    return (
      <Select
        label="Channel"
        description={written.channels.length === 0 ? 'There is none yet: make one under alerts' : undefined}
        data={[...new Set([...written.channels, ...(deed.notify_channel === '' ? [] : [deed.notify_channel])])]}
        value={deed.notify_channel}
        onChange={(value) => onChange({ notify_channel: value ?? '' })}
      />
    )
  if ('create_task' in deed)
    return (
      <>
        <TextInput
          label="Subject of the task"
          maxLength={255}
          value={deed.create_task.subject}
          onChange={(event) => onChange({ create_task: { ...deed.create_task, subject: event.currentTarget.value } })}
        />
        <Select
          label="For"
          data={['owner', 'manager']}
          value={deed.create_task.for ?? 'owner'}
          allowDeselect={false}
          onChange={(value) => onChange({ create_task: { ...deed.create_task, for: value ?? 'owner' } })}
        />
      </>
    )
  if ('recycle' in deed)
    return (
      <TextInput
        label="Reason"
        value={deed.recycle.reason}
        onChange={(event) => onChange({ recycle: { reason: event.currentTarget.value } })}
      />
    )
  return (
    <>
      <Select
        label="Field of the Lead"
        searchable
        limit={40}
        data={[...new Set([...leadFields.keys(), ...(deed.set_field.field === '' ? [] : [deed.set_field.field])])]}
        value={deed.set_field.field}
        onChange={(field) => onChange({ set_field: { ...deed.set_field, field: field ?? '' } })}
      />
      <TextInput
        label="Value"
        value={deed.set_field.value}
        onChange={(event) => onChange({ set_field: { ...deed.set_field, value: event.currentTarget.value } })}
      />
    </>
  )
}

const kindOf = (deed: Deed): string => (typeof deed === 'string' ? deed : (Object.keys(deed)[0] ?? 'remind'))

function momentOf(kind: string): Moment {
  if (kind === 'beforeDue') return { beforeDue: '15m' }
  return kind === 'afterDue' ? { afterDue: '1h' } : { fraction: 1 }
}

function deedOf(kind: string): Deed {
  if (kind === 'notify_channel') return { notify_channel: '' }
  if (kind === 'create_task') return { create_task: { subject: 'Nobody answered this lead', for: 'manager' } }
  if (kind === 'recycle') return { recycle: { reason: 'Nobody answered' } }
  return kind === 'set_field' ? { set_field: { field: '', value: '' } } : kind
}

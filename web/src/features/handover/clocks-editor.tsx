import { MultiSelect, Select, Switch, TagsInput, TextInput } from '@mantine/core'
import { DurationInput } from './duration-input.tsx'
import { readable } from '../../words.ts'
import { useHandover } from './handover-context.ts'
import { AddButton, RemoveButton, replaced, without } from './ordered-list.tsx'
import { clockName } from './words.ts'
import { freeId, tidy, type Clock } from './written.ts'
import classes from './handover.module.css'

const KINDS = [
  { value: 'first_response', label: 'somebody answers' },
  { value: 'accept_or_reject', label: 'sales takes the lead or gives it back' },
  { value: 'qualification', label: 'it is qualified or given back' },
]

/** The promises of a policy. */
export function ClocksEditor(props: {
  readonly clocks: readonly Clock[]
  readonly onChange: (clocks: readonly Clock[]) => void
}) {
  const { clocks, onChange } = props
  const { written } = useHandover()
  return (
    <fieldset className={classes['fieldset']}>
      <legend className={classes['legend']}>Clocks</legend>
      {clocks.map((clock, i) => (
        <ClockForm
          key={i}
          clock={clock}
          canRemove={clocks.length > 1}
          onChange={(next) => onChange(replaced(clocks, i, next))}
          onRemove={() => onChange(without(clocks, i))}
        />
      ))}
      <AddButton
        onClick={() =>
          onChange([
            ...clocks,
            {
              name: freeId('decision', clocks.map(clockName)),
              kind: 'accept_or_reject',
              target: '16h',
              calendar: Object.keys(written.calendars)[0] ?? '',
            },
          ])
        }
      >
        Add a clock
      </AddButton>
    </fieldset>
  )
}

function ClockForm(props: {
  readonly clock: Clock
  readonly canRemove: boolean
  readonly onChange: (clock: Clock) => void
  readonly onRemove: () => void
}) {
  const { clock, onChange } = props
  const { written, facts } = useHandover()
  const put = (patch: { [K in keyof Clock]?: Clock[K] | undefined }): void =>
    onChange(tidy({ ...clock, ...patch }) as Clock)
  const warnAt = clock.warnAt ?? [0.5, 0.8]
  const statuses = [...(facts.leadStatuses ?? []).map(({ value }) => value), ...(clock.pausedIn ?? [])]
  return (
    <div className={classes['card']} role="group" aria-label={`clock ${clockName(clock)}`}>
      <div className={classes['two']}>
        <TextInput
          label="Name"
          value={clockName(clock)}
          onChange={(event) => put({ name: event.currentTarget.value })}
        />
        <Select
          label="Runs until"
          data={KINDS}
          value={clock.kind ?? 'first_response'}
          allowDeselect={false}
          onChange={(value) => put({ kind: value === 'first_response' ? undefined : (value ?? undefined) })}
        />
        <DurationInput label="Time to do it" value={clock.target} onChange={(target) => put({ target })} />
        <Select
          label="Calendar"
          data={Object.keys(written.calendars).map((id) => ({ value: id, label: readable(id) }))}
          value={clock.calendar}
          allowDeselect={false}
          onChange={(value) => put({ calendar: value ?? clock.calendar })}
        />
        <Select
          label="Whose hours count"
          data={[
            { value: 'calendar', label: 'those of the calendar' },
            { value: 'owner', label: 'those of who has the lead' },
          ]}
          value={clock.hours ?? 'calendar'}
          allowDeselect={false}
          onChange={(value) => put({ hours: value === 'calendar' ? undefined : (value ?? undefined) })}
        />
        <Select
          label="Starts when"
          data={[
            { value: 'qualified', label: 'the person qualified in HubSpot' },
            { value: 'handed_over', label: 'the lead was given to sales' },
          ]}
          value={clock.start ?? 'qualified'}
          allowDeselect={false}
          onChange={(value) => put({ start: value === 'qualified' ? undefined : (value ?? undefined) })}
        />
        <TagsInput
          label="Warnings, in percent of the time"
          value={warnAt.map((part) => String(Math.round(part * 100)))}
          onChange={(values) =>
            put({
              warnAt: values
                .map((value) => Number.parseFloat(value) / 100)
                .filter((part) => part > 0 && part < 1)
                .toSorted((a, b) => a - b),
            })
          }
        />
        <MultiSelect
          label="Stands still while the Lead Status is"
          data={[...new Set(statuses)]}
          value={[...(clock.pausedIn ?? [])]}
          onChange={(values) => put({ pausedIn: values.length === 0 ? undefined : values })}
        />
      </div>
      <Switch
        label="Each new owner gets a clock of their own besides"
        checked={clock.restartOnReassign ?? false}
        onChange={(event) => put({ restartOnReassign: event.currentTarget.checked ? true : undefined })}
      />
      {props.canRemove ? (
        <div>
          <RemoveButton what={`clock ${clockName(clock)}`} onClick={props.onRemove} />
        </div>
      ) : null}
    </div>
  )
}

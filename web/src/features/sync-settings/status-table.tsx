import { Select } from '@mantine/core'
import { useHandover } from '../handover/handover-context.ts'
import { withChosen, type Option } from './options.ts'
import classes from './sync-settings.module.css'

/** Every Lead Status with the stage that it gives the contact. */
export function StatusTable(props: {
  readonly stages: readonly Option[]
  readonly chosen: Readonly<Record<string, string>>
  readonly disabled: boolean
  readonly wrongAt: (status: string) => string | null
  readonly onChange: (chosen: Readonly<Record<string, string>> | undefined) => void
}) {
  const { chosen, onChange } = props
  const { facts } = useHandover()
  const statuses = withChosen(facts.leadStatuses, Object.keys(chosen))
  const set = (status: string, stage: string | null): void => {
    const rest = Object.entries(chosen).filter(([one]) => one !== status)
    const next = stage === null ? rest : [...rest, [status, stage] as const]
    onChange(next.length === 0 ? undefined : Object.fromEntries(next))
  }
  return (
    <fieldset className={classes['fieldset']}>
      <legend className={classes['legend']}>By Lead Status, for leads without an opportunity</legend>
      {statuses.length === 0 ? <p className={classes['quiet']}>Lead Statuses cannot be read now.</p> : null}
      {statuses.map(({ value, label }) => (
        <div key={value} className={classes['pair']}>
          <span>{label}</span>
          <span aria-hidden="true">→</span>
          <Select
            aria-label={`Lifecycle stage for Lead Status ${label}`}
            placeholder="No change"
            clearable
            data={withChosen(props.stages, [chosen[value]])}
            value={chosen[value] ?? null}
            disabled={props.disabled}
            error={props.wrongAt(value)}
            onChange={(stage) => set(value, stage)}
          />
          <span />
        </div>
      ))}
    </fieldset>
  )
}

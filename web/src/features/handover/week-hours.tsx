import { Group, TextInput } from '@mantine/core'
import type { WrittenCalendar } from '#http/contract/handover-calendar.ts'
import { AddButton, RemoveButton, replaced, without } from './ordered-list.tsx'
import classes from './handover.module.css'

const DAYS = [
  ['mon', 'Monday'],
  ['tue', 'Tuesday'],
  ['wed', 'Wednesday'],
  ['thu', 'Thursday'],
  ['fri', 'Friday'],
  ['sat', 'Saturday'],
  ['sun', 'Sunday'],
] as const
type Schedule = WrittenCalendar['schedule']
type Hours = [string, string]

/** Hours by weekday; several stretches a day are possible, and one may run over midnight. */
export function WeekHours(props: { readonly schedule: Schedule; readonly onChange: (schedule: Schedule) => void }) {
  const { schedule, onChange } = props
  return (
    <fieldset className={classes['fieldset']}>
      <legend className={classes['legend']}>Weekly hours</legend>
      <div className={classes['weekGrid']}>
        {DAYS.map(([day, label]) => {
          const hours: readonly Hours[] = schedule[day] ?? []
          const put = (next: readonly Hours[]): void => onChange({ ...schedule, [day]: [...next] })
          return <DayHours key={day} label={label} hours={hours} onChange={put} />
        })}
      </div>
    </fieldset>
  )
}

export function DayHours(props: {
  readonly label: string
  readonly hours: readonly Hours[]
  readonly onChange: (hours: readonly Hours[]) => void
}) {
  const { label, hours, onChange } = props
  return (
    <>
      <span className={classes['day']}>{label}</span>
      <Group gap="xs">
        {hours.length === 0 ? <span className={classes['quiet']}>closed</span> : null}
        {hours.map(([from, until], i) => (
          <Group key={i} gap={4} wrap="nowrap">
            <Time
              label={`${label} from`}
              value={from}
              onChange={(time) => onChange(replaced(hours, i, [time, until]))}
            />
            <span aria-hidden="true">–</span>
            <Time
              label={`${label} until`}
              value={until}
              onChange={(time) => onChange(replaced(hours, i, [from, time]))}
            />
            <RemoveButton what={`${label} ${from} to ${until}`} onClick={() => onChange(without(hours, i))} />
          </Group>
        ))}
        <AddButton onClick={() => onChange([...hours, hours.length === 0 ? ['09:00', '17:00'] : ['18:00', '20:00']])}>
          {hours.length === 0 ? 'Open' : 'Add hours'}
        </AddButton>
      </Group>
    </>
  )
}

/** Not the browser's own field: "24:00" is a time too. */
const Time = (props: { readonly label: string; readonly value: string; readonly onChange: (time: string) => void }) => (
  <TextInput
    aria-label={props.label}
    value={props.value}
    size="xs"
    w={66}
    maxLength={5}
    error={!/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(props.value)}
    onChange={(event) => props.onChange(event.currentTarget.value)}
  />
)

const SHORT: Readonly<Record<string, string>> = {
  mon: 'Mon',
  tue: 'Tue',
  wed: 'Wed',
  thu: 'Thu',
  fri: 'Fri',
  sat: 'Sat',
  sun: 'Sun',
}

/** "Mon–Fri 09:00–17:00" */
export function weekWords(schedule: Schedule): string {
  const lines = DAYS.map(([day]) => ({ day, hours: (schedule[day] ?? []).map((one) => one.join('–')).join(', ') }))
  const runs: { from: string; to: string; hours: string }[] = []
  for (const { day, hours } of lines) {
    const last = runs.at(-1)
    if (last?.hours === hours) last.to = day
    else runs.push({ from: day, to: day, hours })
  }
  const open = runs.filter(({ hours }) => hours !== '')
  if (open.length === 0) return 'never open'
  return open
    .map(({ from, to, hours }) => `${from === to ? SHORT[from] : `${SHORT[from]}–${SHORT[to]}`} ${hours}`)
    .join(', ')
}

import { Autocomplete, Group } from '@mantine/core'
import type { WrittenCalendar } from '#http/contract/handover-calendar.ts'
import { EmptyNote } from '../../components/empty-note.tsx'
import { Panel } from '../../components/panel.tsx'
import { readable } from '../../words.ts'
import { CalendarPreview } from './calendar-preview.tsx'
import { holidayRows } from './holiday-rows.ts'
import { HolidaysEditor } from './holidays-editor.tsx'
import { useHandover } from './handover-context.ts'
import { ItemCard } from './item-card.tsx'
import { AddNamed, NameInput } from './naming.tsx'
import { RemoveButton } from './ordered-list.tsx'
import { renameCalendar } from './renaming.ts'
import { useRowKeys } from './row-keys.ts'
import { SectionText } from './section-text.tsx'
import { useVersions } from './use-versions.ts'
import { WeekHours, weekWords } from './week-hours.tsx'
import { nameOf } from './words.ts'
import { tidy, type Written } from './written.ts'
import classes from './handover.module.css'

const OFFICE: [string, string][] = [['09:00', '17:00']]
const ZONES = Intl.supportedValuesOf('timeZone')

/** When work is done: clocks count only these hours. */
export function CalendarsPart() {
  const { draft, written } = useHandover()
  const calendars = Object.entries(written.calendars)
  const keys = useRowKeys(calendars.map(([id]) => id))
  const save = (id: string, next: WrittenCalendar | undefined): void => draft.set(['calendars', id], next)
  const versions = useVersions()
  const rename = (from: string, to: string): void => {
    const next = renameCalendar(written, from, to)
    draft.edit((document) => ({
      ...document,
      calendars: next.calendars,
      routing: versions.routing(next.routing),
      sla: next.sla.map(versions.policy),
    }))
  }
  return (
    <Panel
      title="Calendars"
      note="SLA clocks count only while a calendar is open. A new holiday moves the deadlines of running clocks as soon as the version is saved; a breach stays a breach."
    >
      {calendars.length === 0 ? (
        <EmptyNote title="There is no calendar yet">Clocks need one to count by.</EmptyNote>
      ) : (
        <div className={classes['cards']}>
          {calendars.map(([id, calendar], i) => (
            <ItemCard
              key={keys[i]}
              title={readable(id)}
              what={`calendar ${readable(id)}`}
              problemsAt={[`calendars.${id}`]}
              order={
                usersOf(written, id).length === 0 ? (
                  <RemoveButton what={`calendar ${readable(id)}`} onClick={() => save(id, undefined)} asks />
                ) : null
              }
              form={
                <>
                  <NameInput
                    id={id}
                    taken={Object.keys(written.calendars)}
                    description="SLA policies and members that count by it change with it"
                    onRename={(to) => rename(id, to)}
                  />
                  <CalendarForm calendar={calendar} onChange={(next) => save(id, next)} />
                </>
              }
            >
              <p className={classes['words']}>
                {weekWords(calendar.schedule)} · {calendar.timeZone}
              </p>
              <p className={classes['quiet']}>
                {holidayRows(calendar).length} holidays · used by {usersOf(written, id).join(', ') || 'nothing'}
              </p>
              <CalendarPreview calendar={calendar} name={readable(id)} />
            </ItemCard>
          ))}
        </div>
      )}
      {draft.mayEdit ? (
        <Group mt="md">
          <AddNamed
            what="calendar"
            taken={Object.keys(written.calendars)}
            onAdd={(id) => {
              const schedule = { mon: OFFICE, tue: OFFICE, wed: OFFICE, thu: OFFICE, fri: OFFICE }
              const timeZone = calendars[0]?.[1].timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
              save(id, { timeZone, schedule })
            }}
          />
        </Group>
      ) : null}
      <SectionText path={['calendars']} name="Calendars" />
    </Panel>
  )
}

/** Policies and members that count by it. */
const usersOf = ({ sla, routing }: Written, id: string): readonly string[] => [
  ...sla.filter(({ clocks }) => clocks.some(({ calendar }) => calendar === id)).map(nameOf),
  ...(routing.pools ?? [])
    .filter(({ members }) => members.some(({ hours }) => hours === id))
    .map((pool) => `pool ${readable(pool.id)}`),
]

function CalendarForm(props: {
  readonly calendar: WrittenCalendar
  readonly onChange: (calendar: WrittenCalendar) => void
}) {
  const { calendar, onChange } = props
  return (
    <>
      <Autocomplete
        label="Time zone"
        description="Hours and holidays are those on the clock there"
        data={ZONES}
        limit={20}
        value={calendar.timeZone}
        error={
          ZONES.includes(calendar.timeZone) || calendar.timeZone === 'UTC'
            ? null
            : 'Choose one of the list, such as America/New_York'
        }
        onChange={(timeZone) => onChange({ ...calendar, timeZone })}
        maw={420}
      />
      <WeekHours schedule={calendar.schedule} onChange={(schedule) => onChange(tidy({ ...calendar, schedule }))} />
      <HolidaysEditor calendar={calendar} onChange={(holidays) => onChange(tidy({ ...calendar, holidays }))} />
    </>
  )
}

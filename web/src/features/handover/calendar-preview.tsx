import { Button, Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import { foreseeCalendarContract, type CalendarDay, type WrittenCalendar } from '#http/contract/handover-calendar.ts'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { usePosted } from './use-posted.ts'
import classes from './handover.module.css'

const TARGET = /^\d{1,6}[smh]$/

/** The next two weeks as they will be, and when a lead would be due. */
export function CalendarPreview({ calendar, name }: { readonly calendar: WrittenCalendar; readonly name: string }) {
  const [more, setMore] = useState(false)
  const [comes, setComes] = useState('')
  const [target, setTarget] = useState('1h')
  const query = usePosted(foreseeCalendarContract, {
    calendar,
    days: more ? 42 : 14,
    ...(TARGET.test(target) ? { lead: { target, ...(comes === '' ? {} : { comes }) } } : {}),
  })
  if (query.error !== null) return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
  const { data } = query
  if (data === undefined) return <p className={classes['quiet']}>Loading the next days …</p>
  return (
    <>
      <Group gap="xs">
        <StatusBadge tone={data.openNow ? 'good' : 'quiet'}>{data.openNow ? 'Open now' : 'Closed now'}</StatusBadge>
        <span className={classes['quiet']}>it is {data.now.replace('T', ' ')} there</span>
      </Group>
      <ol className={classes['preview']} aria-label={`Next days of ${name}`}>
        {data.days.map((day) => (
          <li key={day.date} className={classes['previewDay']} data-kind={day.kind}>
            <b>{dayWords(day.date)}</b>
            <span>{hoursOf(day)}</span>
            {day.kind === 'holiday' || day.kind === 'own-hours' ? (
              <span>{day.name ?? (day.kind === 'holiday' ? 'Holiday' : 'Other hours')}</span>
            ) : null}
          </li>
        ))}
      </ol>
      <Group gap="xs" align="flex-end">
        <TextInput
          type="datetime-local"
          label="A lead comes (time there)"
          value={comes}
          size="xs"
          onChange={(event) => setComes(event.currentTarget.value)}
        />
        <TextInput
          label="Answer time"
          value={target}
          size="xs"
          w={90}
          error={TARGET.test(target) ? null : '30m, 4h'}
          onChange={(event) => setTarget(event.currentTarget.value)}
        />
        <Button size="xs" variant="subtle" onClick={() => setMore(!more)}>
          {more ? 'Two weeks' : 'Six weeks'}
        </Button>
      </Group>
      <p className={classes['words']} aria-live="polite">
        {data.lead?.text}
      </p>
    </>
  )
}

const dayWords = (date: string): string =>
  new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    new Date(`${date}T00:00:00Z`),
  )

const hoursOf = ({ hours }: CalendarDay): string =>
  hours.length === 0 ? 'closed' : hours.map(({ from, until }) => `${from}–${until}`).join(', ')

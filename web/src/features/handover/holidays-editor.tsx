import { Button, Group, Select, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { WrittenCalendar } from '#http/contract/handover-calendar.ts'
import { fromRows, holidayRows, joined, readPasted, type HolidayRow } from './holiday-rows.ts'
import { AddButton, RemoveButton, replaced, without } from './ordered-list.tsx'
import { DayHours } from './week-hours.tsx'
import classes from './handover.module.css'

/** Days on which nobody works, or works other hours; year by year. */
export function HolidaysEditor(props: {
  readonly calendar: WrittenCalendar
  readonly onChange: (holidays: WrittenCalendar['holidays']) => void
}) {
  const rows = holidayRows(props.calendar)
  const years = [...new Set(rows.map(({ date }) => date.slice(0, 4)))]
  const thisYear = new Date().toISOString().slice(0, 4)
  const [year, setYear] = useState(years.includes(thisYear) ? thisYear : (years.at(-1) ?? thisYear))
  const [date, setDate] = useState('')
  const [name, setName] = useState('')
  const put = (next: readonly HolidayRow[]): void => props.onChange(fromRows(next))
  const add = (): void => {
    if (date === '') return
    put(joined(rows, [{ date, name: name.trim(), hours: [] }]))
    setYear(date.slice(0, 4))
    setDate('')
    setName('')
  }
  return (
    <fieldset className={classes['fieldset']}>
      <legend className={classes['legend']}>Holidays ({rows.length})</legend>
      {years.length > 1 ? (
        <Select
          label="Year"
          data={years}
          value={year}
          allowDeselect={false}
          onChange={(value) => setYear(value ?? year)}
          maw={140}
        />
      ) : null}
      {rows.map((row, i) =>
        row.date.slice(0, 4) === year ? (
          <HolidayLine
            key={row.date}
            row={row}
            onChange={(next) => put(replaced(rows, i, next))}
            onRemove={() => put(without(rows, i))}
          />
        ) : null,
      )}
      <div className={classes['row']}>
        <TextInput
          type="date"
          label="New holiday"
          value={date}
          onChange={(event) => setDate(event.currentTarget.value)}
        />
        <TextInput
          label="Name of the holiday"
          placeholder="Christmas Day"
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button variant="default" onClick={add} disabled={date === ''} style={{ justifySelf: 'start' }}>
          Add this holiday
        </Button>
      </div>
      <PasteDates onPaste={(more) => put(joined(rows, more))} />
    </fieldset>
  )
}

function HolidayLine(props: {
  readonly row: HolidayRow
  readonly onChange: (row: HolidayRow) => void
  readonly onRemove: () => void
}) {
  const { row, onChange } = props
  return (
    <div className={classes['holiday']}>
      <span className="figures">{row.date}</span>
      <TextInput
        aria-label={`Name of ${row.date}`}
        placeholder="no name"
        maxLength={80}
        size="xs"
        value={row.name}
        onChange={(event) => onChange({ ...row, name: event.currentTarget.value })}
      />
      <div className={classes['holidayHours']}>
        <DayHours
          label=""
          hours={row.hours}
          onChange={(hours) => onChange({ ...row, hours: [...hours] as [string, string][] })}
        />
      </div>
      <RemoveButton what={`holiday ${row.date}`} onClick={props.onRemove} />
    </div>
  )
}

function PasteDates({ onPaste }: { readonly onPaste: (rows: readonly HolidayRow[]) => void }) {
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const { rows, unread } = readPasted(text)
  if (!open) return <AddButton onClick={() => setOpen(true)}>Paste a list of dates</AddButton>
  return (
    <div className={classes['card']}>
      <Textarea
        label="A date on each line, with a name after it"
        placeholder={'2026-12-25 Christmas Day\n26.12.2026; Boxing Day'}
        value={text}
        autosize
        minRows={4}
        error={unread.length === 0 ? null : `No date in: ${unread.slice(0, 3).join(' / ')}`}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Group gap="xs">
        <Button
          size="xs"
          disabled={rows.length === 0}
          onClick={() => {
            onPaste(rows)
            setText('')
            setOpen(false)
          }}
        >
          Add {rows.length} {rows.length === 1 ? 'day' : 'days'}
        </Button>
        <Button size="xs" variant="default" onClick={() => setOpen(false)}>
          Close
        </Button>
      </Group>
    </div>
  )
}

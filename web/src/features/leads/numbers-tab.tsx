import { Group, SegmentedControl, Select, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { downloadLeadNumbersContract, readLeadNumbersContract } from '#http/contract/lead-numbers.ts'
import type { LeadNumbers, LeadNumbersRow } from '#http/contract/lead-numbers.ts'
import type { SlaKey } from '#http/contract/lead-numbers.ts'
import { useRead } from '../../api/use-api.ts'
import { DataTable, loaded } from '../../components/data-table.tsx'
import type { Column } from '../../components/data-table.tsx'
import { CsvButton } from '../../components/csv-button.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { Textures } from '../../components/textures.tsx'
import { Tile, Tiles } from '../../components/tile.tsx'
import { formatCount, formatShare } from '../../format/numbers.ts'
import { useServerNow } from '../../shell/use-server-now.ts'
import { PerDayPanel } from '../overview/per-day-panel.tsx'
import { readable } from '../../words.ts'
import { formatSpan } from './lead-words.ts'
import type { LeadsSearch, SetLeadsSearch } from './leads-search.ts'
import classes from './leads.module.css'

/** Those with the most leads; the rest is a click away. */
const FIRST = 15

const BY: readonly { readonly value: SlaKey; readonly label: string }[] = [
  { value: 'rep', label: 'Rep' },
  { value: 'policy', label: 'Policy' },
  { value: 'team', label: 'Team' },
  { value: 'campaign', label: 'Campaign' },
  { value: 'urgency', label: 'Urgency' },
]
const DAY_MS = 86_400_000
/** The day on the wall of the org, as fields for dates have it. */
const dayOf = (ms: number, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(ms)
const daysBefore = (day: string, days: number): string =>
  new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10)

/** How leads were answered in a period. */
export function NumbersTab({ search, set }: { readonly search: LeadsSearch; readonly set: SetLeadsSearch }) {
  const { by, from, until } = search
  const { data, error, refetch } = useRead(readLeadNumbersContract, { query: { by, from, until } })
  const [wanted, setClock] = useState<string | null>(null)
  const names = data === undefined ? [] : data.totals.toSorted((a, b) => b.due - a.due).map(({ clock }) => clock)
  const clock = wanted !== null && names.includes(wanted) ? wanted : (names[0] ?? null)
  return (
    <>
      <Textures />
      <Group gap="sm" mb="sm" align="end">
        <Period search={search} set={set} timeZone={data?.timeZone ?? 'UTC'} />
        {names.length < 2 ? null : (
          <Select
            label="Clock"
            data={names.map((name) => ({ value: name, label: readable(name) }))}
            value={clock}
            onChange={setClock}
            allowDeselect={false}
            w={180}
          />
        )}
        <CsvButton contract={downloadLeadNumbersContract} input={{ query: { by, from, until } }} />
      </Group>
      {error === null ? null : <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined ? (
        error === null ? (
          <PageLoading />
        ) : null
      ) : clock === null ? (
        <EmptyNote title="No clock started in this period">Choose a longer one.</EmptyNote>
      ) : (
        <Figures data={data} clock={clock} by={by} set={set} />
      )}
    </>
  )
}

function Period(props: {
  readonly search: LeadsSearch
  readonly set: SetLeadsSearch
  /** Days are those of the org, wherever the reader is. */
  readonly timeZone: string
}) {
  const { search, set, timeZone } = props
  const { from, until } = search
  const today = dayOf(useServerNow(60_000), timeZone)
  const spans = [7, 30, 90, 365].map((days) => ({ value: daysBefore(today, days - 1), label: `${days} days` }))
  const chosen = from === undefined ? spans[1]?.value : until === undefined ? from : ''
  return (
    <>
      <SegmentedControl
        aria-label="Period"
        data={spans}
        value={spans.some(({ value }) => value === chosen) ? (chosen ?? '') : ''}
        onChange={(value) => set({ from: value, until: undefined })}
      />
      <TextInput
        type="date"
        label="From"
        value={from ?? spans[1]?.value ?? ''}
        max={until ?? today}
        onChange={(event) => set({ from: event.currentTarget.value || undefined })}
      />
      <TextInput
        type="date"
        label="To"
        value={until ?? today}
        min={from ?? ''}
        max={today}
        onChange={(event) => set({ until: event.currentTarget.value || undefined })}
      />
    </>
  )
}

function Figures(props: {
  readonly data: LeadNumbers
  readonly clock: string
  readonly by: SlaKey
  readonly set: SetLeadsSearch
}) {
  const { data, clock, by, set } = props
  const total = data.totals.find((one) => one.clock === clock)
  const rows = data.rows.filter((row) => row.clock === clock)
  const days = data.days
    .filter((day) => day.clock === clock)
    .map(({ day, met, breached, running }) => ({ day, met, breached, handedOver: met + breached + running }))
  const [shown, setShown] = useState(FIRST)
  if (total === undefined) return null
  return (
    <Stack gap="md">
      <Tiles>
        <Tile
          name="Answered in time"
          value={formatShare(total.met, total.due)}
          note={`${formatCount(total.met)} of ${formatCount(total.due)} that were due`}
        />
        <Tile
          name="Past the deadline"
          value={formatCount(total.breached)}
          note={`${formatCount(total.untouched)} nobody has answered`}
          {...(total.untouched > 0 ? { tone: 'bad' as const } : {})}
        />
        <Tile
          name="Time to answer"
          value={formatSpan(total.medianSeconds)}
          note={`working time, half were faster; 9 of 10 within ${formatSpan(total.p90Seconds)}`}
        />
        <Tile
          name="Speed to lead"
          value={formatSpan(total.speedMedianSeconds)}
          note={`around the clock, from what they did; 9 of 10 within ${formatSpan(total.speedP90Seconds)}`}
        />
      </Tiles>
      <PerDayPanel days={days} timeZone={data.timeZone} />
      <Panel
        title="Share in time"
        note="Leads whose clock started in the period"
        actions={
          <SegmentedControl
            aria-label="Counted by"
            size="xs"
            data={[...BY]}
            value={by}
            onChange={(value) => set({ by: value as SlaKey })}
          />
        }
      >
        <DataTable
          label="Share in time"
          columns={COLUMNS}
          rowKey={({ key, clock: of }) => `${key ?? ''} ${of}`}
          list={{
            ...loaded(rows.slice(0, shown)),
            total: rows.length,
            hasMore: shown < rows.length,
            more: () => setShown(rows.length),
          }}
          empty={<EmptyNote title="Nothing in this period" />}
        />
      </Panel>
    </Stack>
  )
}

const COLUMNS: readonly Column<LeadNumbersRow>[] = [
  { id: 'name', header: 'Name', narrow: 'title', cell: ({ name, key }) => name ?? key ?? 'None' },
  {
    id: 'share',
    header: 'In time',
    cell: ({ met, due }) => (
      <div className={classes['barCell']}>
        {/* A picture of the figure beside it. */}
        <div className={classes['track']} aria-hidden="true">
          <div className={classes['fill']} style={{ width: `${due === 0 ? 0 : (met / due) * 100}%` }} />
        </div>
        <span className={classes['share']}>{formatShare(met, due)}</span>
      </div>
    ),
  },
  { id: 'due', header: 'Were due', align: 'right', cell: ({ due }) => formatCount(due) },
  { id: 'late', header: 'Past the deadline', align: 'right', cell: ({ breached }) => formatCount(breached) },
  {
    id: 'untouched',
    header: 'Unanswered',
    align: 'right',
    narrow: 'hide',
    cell: ({ untouched }) => formatCount(untouched),
  },
  { id: 'running', header: 'Running', align: 'right', narrow: 'hide', cell: ({ running }) => formatCount(running) },
  { id: 'median', header: 'Time to answer', align: 'right', cell: ({ medianSeconds }) => formatSpan(medianSeconds) },
  {
    id: 'speed',
    header: 'Speed to lead',
    align: 'right',
    cell: ({ speedMedianSeconds }) => formatSpan(speedMedianSeconds),
  },
]

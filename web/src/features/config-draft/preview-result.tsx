import { useState } from 'react'
import type { PreviewResult, PreviewRow } from '#http/contract/config-preview.ts'
import { DataTable, loaded, type Column } from '../../components/data-table.tsx'
import { Choices, FilterBar } from '../../components/filter-bar.tsx'
import { StatusBadge, type Tone } from '../../components/status-badge.tsx'
import { formatCount } from '../../format/numbers.ts'
import classes from './preview-result.module.css'

const COUNTS = [
  { key: 'create', label: 'Would be made', color: 'teal.6' },
  { key: 'update', label: 'Would be changed', color: 'indigo.5' },
  { key: 'link', label: 'Would be joined', color: 'cyan.6' },
  { key: 'other', label: 'Other steps', color: 'grape.5' },
  { key: 'conflict', label: 'Conflicts', color: 'yellow.6' },
  { key: 'error', label: 'Would wait for a person', color: 'orange.7' },
  { key: 'unchanged', label: 'Stay as they are', color: 'gray.5' },
  { key: 'out', label: 'Take no part', color: 'gray.3' },
] as const

const OUTCOMES: Readonly<Record<PreviewRow['outcome'], { readonly label: string; readonly tone: Tone }>> = {
  create: { label: 'Made', tone: 'good' },
  update: { label: 'Changed', tone: 'plain' },
  link: { label: 'Joined', tone: 'plain' },
  other: { label: 'Other', tone: 'quiet' },
  waits: { label: 'Waits for a person', tone: 'warn' },
}
const CRM = { hubspot: 'HubSpot', salesforce: 'Salesforce' } as const

/** Counts of what would happen, and the records before and after. */
export function PreviewResultView({ result }: { readonly result: PreviewResult }) {
  const { counts } = result
  const looked = result.lookedAt.reduce((total, one) => total + one.looked, 0)
  const slices = COUNTS.filter(({ key }) => counts[key] > 0)
  return (
    <>
      <p className={classes['summary']}>
        Looked at {formatCount(looked)} records (
        {result.lookedAt
          .map(
            ({ side, object, looked: some, total }) =>
              `${formatCount(some)} of ${formatCount(total)} ${CRM[side]} ${object}`,
          )
          .join(', ')}
        ). Nothing was written.
      </p>
      {counts.unchanged === 0 ? null : (
        <p className={classes['summary']}>
          Saving writes none of those that stay as they are: they get what a new map or step says when somebody edits
          them next; “Try it on real records” at the map shows what that will be.
        </p>
      )}
      <div className={classes['counts']}>
        {slices.length === 0 ? null : (
          <div className={classes['bar']} aria-hidden="true">
            {slices.map(({ key, color }) => (
              <span key={key} style={{ flexGrow: counts[key], background: cssColor(color) }} />
            ))}
          </div>
        )}
        <dl className={classes['legend']} aria-label="What would happen">
          {COUNTS.map(({ key, label, color }) => (
            <div key={key} className={classes['count']} data-zero={counts[key] === 0 || undefined}>
              <dt>
                <span className={classes['dot']} style={{ background: cssColor(color) }} />
                {label}
              </dt>
              <dd className="figures">{formatCount(counts[key])}</dd>
            </div>
          ))}
        </dl>
      </div>
      <Rows result={result} />
    </>
  )
}

const cssColor = (color: string): string => `var(--mantine-color-${color.replace('.', '-')})`

type Filter = 'all' | PreviewRow['outcome']

function Rows({ result }: { readonly result: PreviewResult }) {
  const [filter, setFilter] = useState<Filter>('all')
  const { rows } = result
  const shown = rows.filter(({ outcome }) => filter === 'all' || outcome === filter)
  const options = (['all', 'create', 'update', 'link', 'other', 'waits'] as const).flatMap((value) => {
    const count = value === 'all' ? rows.length : rows.filter(({ outcome }) => outcome === value).length
    return count === 0 && value !== 'all'
      ? []
      : [{ value, label: value === 'all' ? 'All' : OUTCOMES[value].label, count }]
  })
  return (
    <>
      <h3 className={classes['heading']}>Before and after</h3>
      <FilterBar>
        <Choices<Filter> label="What happens" value={filter} options={options} onChange={setFilter} />
      </FilterBar>
      <DataTable
        label="Records before and after"
        columns={COLUMNS}
        rowKey={(row) =>
          `${row.side} ${row.object} ${row.recordId ?? row.name ?? ''} ${row.outcome} ${rows.indexOf(row)}`
        }
        list={loaded(shown)}
        empty={<p className={classes['summary']}>No record would change.</p>}
      />
      {result.rowsLeftOut > 0 ? (
        <p className={classes['summary']}>
          {formatCount(result.rowsLeftOut)} more records would change and are not shown.
        </p>
      ) : null}
    </>
  )
}

const COLUMNS: readonly Column<PreviewRow>[] = [
  {
    id: 'record',
    header: 'Record',
    narrow: 'title',
    width: '24%',
    cell: (row) => (
      <span className={classes['record']}>
        <strong>{row.name ?? row.recordId ?? 'New'}</strong>
        <span className={classes['quiet']}>
          {CRM[row.side]} {row.object}
          {row.recordId === null ? '' : ` ${row.recordId}`}
        </span>
      </span>
    ),
  },
  {
    id: 'outcome',
    header: 'What happens',
    width: 150,
    cell: (row) => <StatusBadge tone={OUTCOMES[row.outcome].tone}>{OUTCOMES[row.outcome].label}</StatusBadge>,
  },
  { id: 'changes', header: 'Before and after', cell: (row) => <Changes row={row} /> },
]

const MOST = 6

function Changes({ row }: { readonly row: PreviewRow }) {
  if (row.problem !== null)
    return (
      <span>
        {row.problem.message} <span className={classes['quiet']}>{row.problem.remedy}</span>
      </span>
    )
  // What the maps ask for first: that is what the reader works on.
  const sorted = [...row.changes].toSorted((a, b) => Number(a.byMap === null) - Number(b.byMap === null))
  const rest = sorted.length - MOST
  return (
    <ul className={classes['changes']}>
      {sorted.slice(0, MOST).map(({ field, label, from, to }) => (
        <li key={field}>
          <span className={classes['field']}>{label}:</span>{' '}
          {row.outcome === 'create' && from === null ? null : (
            <>
              <del>{from ?? '(blank)'}</del> <span aria-hidden="true">→</span>{' '}
            </>
          )}
          <ins>{to ?? '(blank)'}</ins>
        </li>
      ))}
      {rest > 0 ? <li className={classes['quiet']}>and {rest} more</li> : null}
    </ul>
  )
}

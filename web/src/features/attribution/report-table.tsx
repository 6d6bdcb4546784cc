import { Tooltip } from '@mantine/core'
import type { AttributionReportReply, AttributionRow, AttributionSums, ReportSort } from '#http/contract/attribution.ts'
import { DataTable, loaded, type Column } from '../../components/data-table.tsx'
import { useHint } from '../../components/hint.tsx'
import { AlertIcon } from '../../components/icons.tsx'
import { Money } from '../../components/money.tsx'
import type { Sorting } from '../../components/sorting.ts'
import { StatusBadge } from '../../components/status-badge.tsx'
import { formatCount, formatRatio } from '../../format/numbers.ts'
import { useConnection } from '../../shell/use-connection.ts'
import { attributionPath } from './addresses.ts'
import classes from './attribution.module.css'
import { PlaceLink } from './place-link.tsx'
import { channelWords, DIMENSION_WORDS, formatParts, formatPartsExactly } from './words.ts'

type Shown = AttributionSums &
  Pick<AttributionRow, 'name' | 'verdict' | 'verdictWords'> & { readonly kind: 'row' | 'none' | 'total' }

interface Props {
  readonly report: AttributionReportReply
  readonly sorting: Sorting['value']
  readonly onSort: (sort: ReportSort, direction: 'asc' | 'desc') => void
  /** Choices that go along to the page of a campaign. */
  readonly kept: Readonly<Record<string, string | undefined>>
}

/** One row each, then what belongs to none, then the total: always all three. */
export function ReportTable({ report, sorting, onSort, kept }: Props) {
  const connection = useConnection()
  const { currency, by } = report
  const rest = { verdict: null, verdictWords: null }
  const rows: readonly Shown[] = [
    ...report.rows.map((row): Shown => ({ ...row, kind: 'row' })),
    { ...report.unattributed, ...rest, name: 'Unattributed', kind: 'none' },
    { ...report.totals, ...rest, name: 'Total', kind: 'total' },
  ]
  const money = (id: string, header: string, of: (row: Shown) => string | null, sort?: ReportSort): Column<Shown> => ({
    id,
    header,
    align: 'right',
    cell: (row) => <Money minor={of(row)} currency={currency} />,
    ...(sort === undefined ? {} : { sort }),
  })
  const parts = (id: string, header: string, of: (row: Shown) => number, sort?: ReportSort): Column<Shown> => ({
    id,
    header,
    align: 'right',
    cell: (row) => <Parts count={of(row)} />,
    ...(sort === undefined ? {} : { sort }),
  })
  const campaignPage = attributionPath(connection, '/campaign')
  // Beside a second model there is no room for everything; it is in the CSV file.
  const sqls: Column<Shown> = {
    id: 'sqls',
    header: 'SQLs',
    align: 'right',
    sort: 'sqls',
    cell: (row) => formatCount(row.sqls),
    narrow: 'hide',
  }
  const columns: readonly Column<Shown>[] = [
    {
      id: 'name',
      header: DIMENSION_WORDS[by].one,
      sort: 'name',
      sortedAs: 'name',
      narrow: 'title',
      cell: (row) => (
        <span className={classes['name']}>
          {by !== 'campaign' || row.kind === 'total' ? (
            <strong>{by === 'channel' && row.kind === 'row' ? channelWords(row.name) : row.name}</strong>
          ) : (
            <PlaceLink to={campaignPage} search={{ ...kept, of: row.kind === 'none' ? undefined : row.name }} strong>
              {row.name}
            </PlaceLink>
          )}
          {row.verdict === 'cheap-but-barren' ? (
            <Tooltip
              label={row.verdictWords ?? ''}
              multiline
              w={280}
              events={{ hover: true, focus: true, touch: true }}
            >
              <span tabIndex={0}>
                <StatusBadge tone="bad" icon={<AlertIcon size={12} />}>
                  Cheap but barren
                </StatusBadge>
              </span>
            </Tooltip>
          ) : null}
        </span>
      ),
    },
    money('spend', 'Spend', (row) => row.spendMinor, 'spend'),
    { id: 'leads', header: 'Leads', align: 'right', sort: 'leads', cell: (row) => formatCount(row.leads) },
    money('cpl', 'Cost per lead', (row) => row.cplMinor, 'cpl'),
    ...(report.compare === null ? [sqls] : []),
    parts('opportunities', 'Deals (shares)', (row) => row.opportunities, 'opportunities'),
    parts('won', 'Won (shares)', (row) => row.won, 'won'),
    money('revenue', report.compare === null ? 'Revenue' : report.model.title, (row) => row.revenueMinor, 'revenue'),
    ...(report.compare === null
      ? []
      : [
          money('other', report.compare.title, (row) => row.compare?.revenueMinor ?? null),
          {
            id: 'difference',
            header: 'Difference',
            align: 'right',
            sort: 'difference',
            cell: (row: Shown) => <Difference minor={row.compare?.differenceMinor ?? null} currency={currency} />,
          } as const,
        ]),
    { id: 'roas', header: 'ROAS', align: 'right', sort: 'roas', cell: (row) => formatRatio(row.roas) },
    ...(report.compare === null
      ? [money('costPerWon', 'Cost per won', (row) => row.costPerWonMinor, 'costPerWon')]
      : []),
  ]
  return (
    <div className={classes['wide']}>
      <DataTable
        label={`${DIMENSION_WORDS[by].many}: what they cost and brought`}
        columns={columns}
        rowKey={({ kind, name }) => `${kind} ${name}`}
        list={loaded(rows)}
        empty={null}
        sorting={{ value: sorting, onChange: (next) => onSort(next.by as ReportSort, next.direction) }}
        tone={(row) => (row.kind === 'row' ? (row.verdict === 'cheap-but-barren' ? 'bad' : undefined) : 'quiet')}
      />
    </div>
  )
}

function Parts({ count }: { readonly count: number }) {
  const short = formatParts(count)
  const exact = formatPartsExactly(count)
  if (short === exact) return <span className="figures">{short}</span>
  return <RoundedParts short={short} exact={exact} />
}

function RoundedParts({ short, exact }: { readonly short: string; readonly exact: string }) {
  const hint = useHint(() => exact)
  return (
    <>
      <span className="figures" tabIndex={0} {...hint.on}>
        {short}
      </span>
      {hint.shown}
    </>
  )
}

function Difference({ minor, currency }: { readonly minor: string | null; readonly currency: string }) {
  const sign = minor === null || minor.startsWith('-') || minor === '0' ? '' : '+'
  return (
    <span
      data-sign={minor === null || minor === '0' ? undefined : minor.startsWith('-') ? 'less' : 'more'}
      className={classes['difference']}
    >
      {sign}
      <Money minor={minor} currency={currency} />
    </span>
  )
}

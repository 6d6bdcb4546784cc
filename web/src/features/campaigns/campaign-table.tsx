import { Table, Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import type { CampaignTable as CampaignFigures, CampaignTableRow } from '#http/contract/campaigns.ts'
import { AlertIcon } from '../../components/icons.tsx'
import { formatMoney, formatMoneyWhole } from '../../format/money.ts'
import { formatCount, formatRatio, formatShare } from '../../format/numbers.ts'
import { useSearchParam } from '../../url/use-search-param.ts'
import classes from './campaign-table.module.css'
import { DIRECTIONS, SORT_KEYS, sortRows, type SortKey } from './sort.ts'

interface Column {
  readonly key: SortKey
  readonly head: string
  readonly meaning: string
  readonly cell: (row: CampaignTableRow, currency: string) => ReactNode
}

const COLUMNS: readonly Column[] = [
  {
    key: 'spend',
    head: 'Spend',
    meaning: 'What the campaign cost',
    cell: (r, c) => <Whole minor={r.spendMinor} currency={c} />,
  },
  { key: 'leads', head: 'Leads', meaning: 'People handed over', cell: (r) => formatCount(r.leads) },
  { key: 'cpl', head: 'CPL', meaning: 'Cost per lead: spend by leads', cell: (r, c) => formatMoney(r.cplMinor, c) },
  { key: 'won', head: 'Won', meaning: 'Deals won', cell: (r) => formatCount(r.won) },
  {
    key: 'win-rate',
    head: 'Win rate',
    meaning: 'Won of won and lost',
    cell: (r) => formatShare(r.won, r.won + r.lost),
  },
  {
    key: 'revenue',
    head: 'Revenue',
    meaning: 'Closed-won amount credited',
    cell: (r, c) => <Whole minor={r.revenueMinor} currency={c} />,
  },
  { key: 'roas', head: 'ROAS', meaning: 'Return on ad spend: revenue by spend', cell: (r) => formatRatio(r.roas) },
  {
    key: 'cost-per-won',
    head: 'Cost per won',
    meaning: 'Spend by deals won',
    cell: (r, c) => formatMoney(r.costPerWonMinor, c),
  },
]

/** Every campaign with what it cost and brought; sorted by the reader, with the order kept in the address. */
export function CampaignTable({ table }: { readonly table: CampaignFigures }) {
  const [sort, setSort] = useSearchParam('sort', SORT_KEYS)
  const [direction, setDirection] = useSearchParam('dir', DIRECTIONS)
  const rows = sortRows(table.rows, sort, direction)
  const sortBy = (key: SortKey) => {
    setDirection(key === sort ? (direction === 'desc' ? 'asc' : 'desc') : key === 'name' ? 'asc' : 'desc')
    setSort(key)
  }
  const headCell = (key: SortKey, head: string, meaning: string) => (
    <SortHead
      key={key}
      head={head}
      meaning={meaning}
      order={key === sort ? direction : null}
      onSort={() => sortBy(key)}
    />
  )
  return (
    <Table.ScrollContainer
      minWidth={940}
      scrollAreaProps={{ type: 'auto' }}
      type="native"
      className={classes['scroll'] ?? ''}
    >
      <Table className={classes['table'] ?? ''} verticalSpacing={9} highlightOnHover>
        <caption className={classes['caption']}>
          <VisuallyHidden>Cost and return by campaign; the heads of the columns sort it</VisuallyHidden>
        </caption>
        <Table.Thead>
          <Table.Tr>
            {headCell('name', 'Campaign', 'Name in HubSpot')}
            {COLUMNS.map((column) => headCell(column.key, column.head, column.meaning))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.name}>
              <th scope="row">
                {row.name}
                {row.flag === null ? null : (
                  <span className={classes['flag']}>
                    <AlertIcon size={13} /> cheap but barren
                  </span>
                )}
              </th>
              {COLUMNS.map((column) => (
                <td key={column.key}>{column.cell(row, table.currency)}</td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Foot table={table} />
      </Table>
    </Table.ScrollContainer>
  )
}

function SortHead(props: {
  readonly head: string
  readonly meaning: string
  readonly order: 'asc' | 'desc' | null
  readonly onSort: () => void
}) {
  const sorted = props.order === null ? 'none' : props.order === 'asc' ? 'ascending' : 'descending'
  return (
    <th scope="col" aria-sort={sorted}>
      <Tooltip label={props.meaning} openDelay={300}>
        <UnstyledButton className={classes['sort'] ?? ''} onClick={props.onSort}>
          {props.head}
          <span aria-hidden="true" className={classes['arrow']}>
            {props.order === null ? '' : props.order === 'asc' ? '↑' : '↓'}
          </span>
        </UnstyledButton>
      </Tooltip>
    </th>
  )
}

/** What belongs to no campaign, and the sum, so that the table adds up to the revenue above it. */
function Foot({ table: { rows, unattributed, currency } }: { readonly table: CampaignFigures }) {
  const hasUnattributed = unattributed.leads > 0 || unattributed.won > 0 || unattributed.revenueMinor !== '0'
  const all = [...rows, unattributed]
  const spend = sumMinor(rows.map((row) => row.spendMinor))
  const won = sum(all.map((row) => row.won))
  const lost = sum(all.map((row) => row.lost))
  return (
    <tfoot>
      {hasUnattributed ? (
        <tr>
          <th scope="row">No campaign</th>
          <td />
          <td>{formatCount(unattributed.leads)}</td>
          <td />
          <td>{formatCount(unattributed.won)}</td>
          <td>{formatShare(unattributed.won, unattributed.won + unattributed.lost)}</td>
          <td>
            <Whole minor={unattributed.revenueMinor} currency={currency} />
          </td>
          <td />
          <td />
        </tr>
      ) : null}
      <tr className={classes['total']}>
        <th scope="row">Total</th>
        <td>
          <Whole minor={spend} currency={currency} />
        </td>
        <td>{formatCount(sum(all.map((row) => row.leads)))}</td>
        <td />
        <td>{formatCount(won)}</td>
        <td>{formatShare(won, won + lost)}</td>
        <td>
          <Whole minor={sumMinor(all.map((row) => row.revenueMinor))} currency={currency} />
        </td>
        <td />
        <td />
      </tr>
    </tfoot>
  )
}

/** Without cents, so that columns stay readable; exact on hover. */
function Whole({ minor, currency }: { readonly minor: string; readonly currency: string }) {
  return <span title={formatMoney(minor, currency)}>{formatMoneyWhole(minor, currency)}</span>
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)
const sumMinor = (amounts: readonly string[]): string =>
  String(amounts.reduce((total, amount) => total + BigInt(amount), 0n))

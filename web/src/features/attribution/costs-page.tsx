import { Group, Select, Tooltip } from '@mantine/core'
import { useState } from 'react'
import * as z from 'zod'
import { COST_SOURCES, type CostSource } from '#domain/attribution/cost-line.ts'
import {
  COST_SORTS,
  type CostLineItem,
  type CostsImportReply,
  downloadCostsContract,
  importCostsContract,
  listCostsContract,
} from '#http/contract/costs.ts'
import { useAction, useList } from '../../api/use-api.ts'
import { DataTable, type Column } from '../../components/data-table.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { Choices, FilterBar, SearchBox } from '../../components/filter-bar.tsx'
import { Money } from '../../components/money.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { Panel } from '../../components/panel.tsx'
import { sortingOf, sortSearch } from '../../components/sorting.ts'
import { StatusBadge } from '../../components/status-badge.tsx'
import { formatDay } from '../../format/time.ts'
import { usePageSearch } from '../../url/use-page-search.ts'
import { CsvButton } from '../../components/csv-button.tsx'
import classes from './attribution.module.css'
import { CostsOutcome } from './costs-outcome.tsx'
import { ImportButton, ImportPanel } from './import-panel.tsx'
import { AttributionTabs } from './tabs.tsx'
import { ATTRIBUTION_NOTE, channelWords } from './words.ts'

const schema = z.object({
  campaign: z.coerce.string().max(200).optional().catch(undefined),
  source: z.enum(COST_SOURCES).optional().catch(undefined),
  counts: z.enum(['yes', 'no']).optional().catch(undefined),
  ...sortSearch(COST_SORTS),
})

const SOURCES: Readonly<Record<CostSource, string>> = {
  import: 'Imported file',
  hubspot: 'HubSpot',
  salesforce: 'Salesforce',
}

/** What campaigns cost, line by line, and files with more of it. */
export function CostsPage() {
  const [search, set] = usePageSearch(schema)
  const { query: order, sorting } = sortingOf(COST_SORTS, search, set)
  const query = {
    ...(Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as z.output<
      typeof schema
    >),
    ...order,
  }
  const list = useList(listCostsContract, { query })
  const importing = useAction(importCostsContract, { refreshes: ['Attribution'] })
  const { reply } = list
  const [importOpen, setImportOpen] = useState(false)
  return (
    <>
      <PageHead title="Attribution" note={ATTRIBUTION_NOTE} />
      <AttributionTabs now="costs" />
      <div style={{ display: 'grid', gap: 16, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        <ImportPanel<CostsImportReply>
          open={importOpen}
          title="Import costs"
          note="Daily or monthly spend: a date, a cost, and a campaign or channel, as ad platforms export it. Only Tandem’s figures change, and with them those it shows in HubSpot; Salesforce is not touched."
          choices={[
            {
              name: 'decimal',
              label: 'Amounts are written',
              options: [
                { value: 'auto', label: 'Detect' },
                { value: 'point', label: '1,234.56' },
                { value: 'comma', label: '1.234,56' },
              ],
            },
            {
              name: 'dates',
              label: 'Dates are written',
              options: [
                { value: 'auto', label: 'Detect' },
                { value: 'dmy', label: 'Day first: 31/12' },
                { value: 'mdy', label: 'Month first: 12/31' },
              ],
            },
          ]}
          preview={(file, choices) =>
            importing.mutateAsync({ body: { ...file, ...choiceOf(choices), mode: 'preview' } })
          }
          save={(file, choices) => importing.mutateAsync({ body: { ...file, ...choiceOf(choices), mode: 'save' } })}
          changes={(result) => result.accepted + result.counts.corrected}
          show={(result, saved) => <CostsOutcome result={result} saved={saved} />}
        />
        <Panel
          title="Cost lines"
          note={
            <>
              From HubSpot, Salesforce and your own files; each day is counted once.
              {reply === undefined ? null : (
                <>
                  {' '}
                  <Money minor={reply.countedMinor} currency={reply.currency} exact /> of these lines count.
                </>
              )}
            </>
          }
          actions={
            <Group gap="xs">
              <ImportButton open={importOpen} onClick={() => setImportOpen(!importOpen)} />
              <CsvButton contract={downloadCostsContract} input={{ query }} />
            </Group>
          }
        >
          <FilterBar>
            <SearchBox
              label="Name of a campaign"
              value={search.campaign ?? ''}
              onChange={(campaign) => set({ campaign: campaign === '' ? undefined : campaign })}
            />
            <Select
              aria-label="Source"
              size="xs"
              w={150}
              allowDeselect={false}
              data={[
                { value: 'all', label: 'All sources' },
                ...COST_SOURCES.map((value) => ({ value, label: SOURCES[value] })),
              ]}
              value={search.source ?? 'all'}
              onChange={(value) =>
                set({ source: value === 'all' || value === null ? undefined : (value as CostSource) })
              }
            />
            <Choices
              label="What counts"
              value={search.counts ?? 'all'}
              options={[
                { value: 'all', label: 'All' },
                { value: 'yes', label: 'Counts' },
                { value: 'no', label: 'Does not count' },
              ]}
              onChange={(value) => set({ counts: value === 'all' ? undefined : (value as 'yes' | 'no') })}
            />
          </FilterBar>
          <DataTable
            label="Cost lines"
            columns={columnsOf(reply?.currency)}
            rowKey={({ key }) => key}
            list={list}
            sorting={sorting}
            empty={
              <EmptyNote title="No cost lines">
                Tandem reads spend items of HubSpot’s campaigns and actual costs of Salesforce’s by itself; import a
                file for everything else.
              </EmptyNote>
            }
          />
        </Panel>
      </div>
    </>
  )
}

interface Choice {
  readonly decimal: 'auto' | 'point' | 'comma'
  readonly dates: 'auto' | 'dmy' | 'mdy'
}

const choiceOf = (chosen: Readonly<Record<string, string>>): Choice => ({
  decimal: chosen['decimal'] as Choice['decimal'],
  dates: chosen['dates'] as Choice['dates'],
})

const LESS = {
  part: { tone: 'warn', words: 'In part' },
  no: { tone: 'quiet', words: 'Does not count' },
} as const

/** What counts as it is needs no word. */
function HowFar({ counts, why }: Pick<CostLineItem, 'counts' | 'why'>) {
  if (counts === 'all') return null
  const { tone, words } = LESS[counts]
  const badge = <StatusBadge tone={tone}>{words}</StatusBadge>
  if (why === null) return badge
  return (
    <Tooltip label={why} multiline w={280} events={{ hover: true, focus: true, touch: true }}>
      <span tabIndex={0}>{badge}</span>
    </Tooltip>
  )
}

const columnsOf = (currency: string | undefined): readonly Column<CostLineItem>[] => [
  {
    id: 'campaign',
    header: 'Campaign',
    sort: 'campaign',
    sortedAs: 'name',
    narrow: 'title',
    cell: ({ campaign }) => campaign ?? 'No campaign',
  },
  {
    id: 'channel',
    header: 'Channel',
    cell: ({ channel }) =>
      channel === null ? <span className={classes['small']}>not known</span> : channelWords(channel),
  },
  {
    id: 'days',
    header: 'Days',
    sort: 'day',
    sortedAs: 'time',
    cell: ({ from, to }) => (from === to ? formatDay(from) : `${formatDay(from)} – ${formatDay(to)}`),
  },
  { id: 'source', header: 'From', cell: ({ source, note }) => <span title={note}>{SOURCES[source]}</span> },
  {
    id: 'amount',
    header: 'Amount',
    align: 'right',
    cell: (line) => <Money minor={line.amountMinor} currency={line.currency} exact />,
  },
  {
    id: 'counted',
    header: 'Counts for',
    sort: 'counted',
    align: 'right',
    cell: (line) => (
      <span className={classes['counted']}>
        <Money minor={line.countedMinor} currency={currency} exact />
        <HowFar counts={line.counts} why={line.why} />
      </span>
    ),
  },
]

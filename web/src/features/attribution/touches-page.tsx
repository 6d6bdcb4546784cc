import { useState } from 'react'
import * as z from 'zod'
import {
  importTouchesContract,
  listNewestTouchesContract,
  listTouchesContract,
  type NewTouchItem,
  TOUCH_SORTS,
  type TouchesImportReply,
  type TouchesReply,
} from '#http/contract/costs.ts'
import { useAction, useList, useRead } from '../../api/use-api.ts'
import { DataTable, loaded, type Column } from '../../components/data-table.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { FilterBar, SearchBox } from '../../components/filter-bar.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { sortingOf, sortSearch } from '../../components/sorting.ts'
import { When } from '../../components/when.tsx'
import { countOf } from '../../format/numbers.ts'
import { formatDay } from '../../format/time.ts'
import { useConnection } from '../../shell/use-connection.ts'
import { usePageSearch } from '../../url/use-page-search.ts'
import classes from './attribution.module.css'
import { attributionPath } from './addresses.ts'
import { ImportButton, ImportPanel } from './import-panel.tsx'
import { Counts, RejectedRows } from './import-result.tsx'
import { PlaceLink } from './place-link.tsx'
import { AttributionTabs } from './tabs.tsx'
import { ATTRIBUTION_NOTE, channelWords, detailWords } from './words.ts'

const schema = z.object({
  who: z.coerce.string().max(320).optional().catch(undefined),
  ...sortSearch(TOUCH_SORTS),
})

type Touch = TouchesReply['people'][number]['touches'][number]

/** What somebody did before they bought, and files with more of it. */
export function TouchesPage() {
  const [search, set] = usePageSearch(schema)
  const importing = useAction(importTouchesContract, { refreshes: ['Attribution'] })
  const [importOpen, setImportOpen] = useState(false)
  const order = sortingOf(TOUCH_SORTS, search, set)
  type Dates = 'auto' | 'dmy' | 'mdy'
  return (
    <>
      <PageHead title="Attribution" note={ATTRIBUTION_NOTE} />
      <AttributionTabs now="touches" />
      <div className={classes['stack']}>
        <ImportPanel<TouchesImportReply>
          open={importOpen}
          title="Import touches"
          note="Fairs, calls, partners: an e-mail, a time, a channel, and perhaps a campaign and a detail. Neither HubSpot nor Salesforce is touched; shares of deals are computed anew."
          choices={[
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
          preview={(file, { dates }) =>
            importing.mutateAsync({ body: { ...file, dates: dates as Dates, mode: 'preview' } })
          }
          save={(file, { dates }) => importing.mutateAsync({ body: { ...file, dates: dates as Dates, mode: 'save' } })}
          changes={({ accepted }) => accepted}
          show={(result, saved) => (
            <>
              <Counts
                saved={saved}
                rows={result.rows}
                counts={[
                  ['new', result.accepted],
                  ['as they were', result.unchanged],
                  ['of people who are known', result.joined],
                  ['wait for somebody with that address', result.waiting],
                  ['not taken', result.counts.rejected],
                  ['repeated, counted once', result.counts.repeated],
                ]}
              />
              <RejectedRows rows={result.rejected} all={result.counts.rejected} />
            </>
          )}
        />
        <Panel
          title={search.who === undefined ? 'Touches' : 'Touches of a person'}
          note="Every interaction that Tandem knows of, where it is known from, and whether it counts."
          actions={<ImportButton open={importOpen} onClick={() => setImportOpen(!importOpen)} />}
        >
          <FilterBar>
            <SearchBox
              label="Of whom: e-mail, HubSpot id or Salesforce id"
              value={search.who ?? ''}
              onChange={(who) => set({ who: who === '' ? undefined : who })}
            />
          </FilterBar>
          {search.who === undefined ? <Newest order={order} /> : <OfPerson who={search.who} />}
        </Panel>
      </div>
    </>
  )
}

const VERDICTS: Readonly<Record<Touch['verdict'], string>> = {
  counts: 'Yes',
  same: 'No: another tells of the same, and counts',
  excluded: 'No: its channel never counts (a setting)',
}

const ORIGINS: Readonly<Record<string, string>> = { hubspot: 'HubSpot', salesforce: 'Salesforce', import: 'A file' }

const COLUMNS: readonly Column<Touch>[] = [
  {
    id: 'at',
    header: 'When',
    sort: 'at',
    sortedAs: 'time',
    narrow: 'title',
    width: 170,
    cell: ({ at, on, dayOnly }) => (dayOnly ? formatDay(on) : <When at={at} as="date" />),
  },
  {
    id: 'channel',
    header: 'Channel',
    cell: (touch) => `${channelWords(touch.channel)}${detailWords(touch)}`,
  },
  {
    id: 'campaign',
    header: 'Campaign',
    cell: ({ campaign }) => (campaign === null ? '–' : <CampaignLink name={campaign} />),
  },
  {
    id: 'known',
    header: 'Known from',
    cell: ({ evidence }) => [...new Set(evidence.map(({ origin }) => ORIGINS[origin] ?? origin))].join(', '),
  },
  { id: 'verdict', header: 'Counts', cell: ({ verdict }) => VERDICTS[verdict] },
]

function CampaignLink({ name }: { readonly name: string }) {
  const connection = useConnection()
  return (
    <PlaceLink to={attributionPath(connection, '/campaign')} search={{ of: name }}>
      {name}
    </PlaceLink>
  )
}

/** Of everybody: who comes here for the first time sees what a touch is. */
function Newest({ order }: { readonly order: ReturnType<typeof sortingOf<typeof TOUCH_SORTS>> }) {
  const connection = useConnection()
  const list = useList(listNewestTouchesContract, { query: { ...order.query, limit: 20 } })
  const columns: readonly Column<NewTouchItem>[] = [
    ...(COLUMNS.slice(0, 1) as readonly Column<NewTouchItem>[]),
    {
      id: 'person',
      header: 'Person',
      cell: ({ link, person }) => (
        <PlaceLink to={`/c/${encodeURIComponent(connection)}/records/${encodeURIComponent(link)}`}>
          {person ?? 'Name not kept'}
        </PlaceLink>
      ),
    },
    ...(COLUMNS.slice(1) as readonly Column<NewTouchItem>[]),
  ]
  return (
    <DataTable
      label="Newest touches"
      columns={columns}
      rowKey={({ link, id }) => `${link} ${id}`}
      list={list}
      sorting={order.sorting}
      empty={
        <EmptyNote title="No touches yet">
          They come from HubSpot’s history of people who are handed over, from members of Salesforce campaigns, and from
          files.
        </EmptyNote>
      }
    />
  )
}

function OfPerson({ who }: { readonly who: string }) {
  const { data, error, refetch } = useRead(listTouchesContract, { query: { who } })
  if (error !== null) return <ProblemNotice error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <PageLoading />
  if (data.people.length === 0)
    return (
      <EmptyNote title="Nobody is known so">
        {data.waiting > 0
          ? `${countOf(data.waiting, 'imported row')} wait for somebody with that address.`
          : 'Write the whole address or id.'}
      </EmptyNote>
    )
  return (
    <>
      {data.people.map((person) => (
        <section key={person.link}>
          <h3 style={{ margin: '8px 0', fontSize: 15 }}>{person.name ?? who}</h3>
          <DataTable
            label="Touches"
            columns={COLUMNS}
            rowKey={({ id }) => id}
            list={loaded(person.touches)}
            empty={<p className={classes['quiet']}>No touches are known.</p>}
          />
        </section>
      ))}
    </>
  )
}

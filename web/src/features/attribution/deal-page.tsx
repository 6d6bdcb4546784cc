import { Alert, Group, Select } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { listModelsContract } from '#http/contract/attribution.ts'
import { downloadDealContract, readDealContract, type DealReply } from '#http/contract/attribution-deals.ts'
import { useRead } from '../../api/use-api.ts'
import { DataTable, loaded, type Column } from '../../components/data-table.tsx'
import { CheckIcon } from '../../components/icons.tsx'
import { Money } from '../../components/money.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { PageLoading } from '../../components/page-loading.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { StatusBadge } from '../../components/status-badge.tsx'
import { Tile, Tiles } from '../../components/tile.tsx'
import { When } from '../../components/when.tsx'
import { formatDay } from '../../format/time.ts'
import { useConnection } from '../../shell/use-connection.ts'
import { usePageSearch } from '../../url/use-page-search.ts'
import { attributionPath, dealPath } from './addresses.ts'
import classes from './attribution.module.css'
import { CsvButton } from '../../components/csv-button.tsx'
import { Journey } from './journey.tsx'
import { PlaceLink } from './place-link.tsx'
import { dealSearch } from './search.ts'
import { STATE_WORDS } from './words.ts'

/** Why the shares of one deal are what they are: its touches, their weights, the cents, and what became of it. */
export function DealPage() {
  const { deal: id = '' }: { readonly deal?: string } = useParams({ strict: false })
  const connection = useConnection()
  const [search, set] = usePageSearch(dealSearch)
  const { data: deal, error, refetch } = useRead(readDealContract, { params: { deal: id } })
  const { data: models } = useRead(listModelsContract)
  if (deal === undefined)
    return error === null ? <PageLoading /> : <ProblemNotice error={error} onRetry={() => void refetch()} />
  const wanted = search.model ?? models?.defaultModel
  const model = deal.models.find(({ model: name }) => name === wanted) ?? deal.models[0]
  const compare = deal.models.find(({ model: name }) => name === search.compare && name !== model?.model)
  const options = deal.models.map(({ model: value, title: label }) => ({ value, label }))
  return (
    <>
      <PageHead
        title={deal.name}
        note={`Opportunity ${deal.id}${deal.hubspotDealId === null ? '' : `, HubSpot deal ${deal.hubspotDealId}`}, ${deal.stage}.`}
        before={<PlaceLink to={attributionPath(connection, '/deals')}>Deals</PlaceLink>}
        actions={
          <CsvButton contract={downloadDealContract} input={{ params: { deal: deal.id } }} label="Touches as CSV" />
        }
      />
      <div className={classes['stack']}>
        <Facts deal={deal} />
        {model === undefined ? (
          <Alert color="yellow">No attribution model is configured.</Alert>
        ) : (
          <Panel
            title="Who earned what"
            note={
              <>
                <strong>{model.title}:</strong> {model.weights}{' '}
                {compare === undefined ? null : (
                  <>
                    <strong>{compare.title}</strong> in small print: {compare.weights}
                  </>
                )}
              </>
            }
            actions={
              <Group gap="xs">
                <Select
                  aria-label="Model"
                  size="xs"
                  w={190}
                  allowDeselect={false}
                  data={options}
                  value={model.model}
                  onChange={(value) => set({ model: value ?? undefined })}
                />
                <Select
                  aria-label="Compare with"
                  size="xs"
                  w={190}
                  clearable
                  placeholder="Compare with…"
                  data={options.filter(({ value }) => value !== model.model)}
                  value={compare?.model ?? null}
                  onChange={(value) => set({ compare: value ?? undefined })}
                />
              </Group>
            }
          >
            {model.isReported ? null : (
              <Alert color="yellow" variant="light" mb="sm">
                These shares are newer than the reports, which show them in a minute.
              </Alert>
            )}
            <Journey deal={deal} model={model} compare={compare} />
            {isWorthSomething(deal) && model.totalMinor === deal.worthMinor ? (
              <p className={classes['basis']}>
                <span className={classes['good']}>
                  <CheckIcon size={16} /> That is what the deal is worth now, to the cent.
                </span>
              </p>
            ) : null}
          </Panel>
        )}
        <div className={classes['grid2']}>
          <Entries deal={deal} />
          <Behind deal={deal} />
        </div>
      </div>
    </>
  )
}

/** An open deal has earned nothing yet, and a lost one never will: there is nothing that could add up. */
const isWorthSomething = ({ state, worthMinor }: DealReply): boolean =>
  state === 'refund' || state === 'won' || worthMinor !== '0'

function Facts({ deal }: { readonly deal: DealReply }) {
  const connection = useConnection()
  const { currency, original } = deal
  return (
    <Tiles>
      <Tile
        name="State"
        value={<StatusBadge tone={STATE_WORDS[deal.state].tone}>{STATE_WORDS[deal.state].name}</StatusBadge>}
        note={deal.lostReason ?? undefined}
      />
      <Tile
        name="Amount"
        value={<Money minor={deal.amountMinor} currency={currency} exact />}
        note={
          original === null ? undefined : (
            <>
              <Money minor={original.amountMinor} currency={original.currency ?? currency} exact /> at{' '}
              {original.rate ?? 'no rate'}
            </>
          )
        }
      />
      <Tile
        name="Worth now"
        value={
          <span data-testid="worth" data-minor={deal.worthMinor}>
            <Money minor={deal.worthMinor} currency={currency} exact />
          </span>
        }
        note={
          deal.state === 'open' ? (
            'It is open: nothing is earned before it is won'
          ) : deal.state === 'lost' ? (
            'It was lost: nobody earned anything'
          ) : deal.refundedMinor === null ? (
            'Amount less refunds'
          ) : (
            <>
              <Money minor={deal.refundedMinor} currency={currency} exact /> given back
            </>
          )
        }
      />
      <Tile
        name="Created"
        value={
          <span className={classes['day']}>
            <When at={deal.createdAt} as="day" />
          </span>
        }
      />
      <Tile
        name="Closed"
        value={<span className={classes['day']}>{deal.closedOn === null ? 'Not yet' : formatDay(deal.closedOn)}</span>}
      />
      {deal.refundOf === null ? null : (
        <Tile
          name="Refund of"
          value={<PlaceLink to={dealPath(connection, deal.refundOf)}>{deal.refundOf}</PlaceLink>}
        />
      )}
      {deal.refunds.map((refund) => (
        <Tile
          key={refund.id}
          name="Refunded by"
          value={<PlaceLink to={dealPath(connection, refund.id)}>{refund.id}</PlaceLink>}
          note={<Money minor={refund.amountMinor} currency={currency} exact />}
        />
      ))}
    </Tiles>
  )
}

const KINDS: Readonly<Record<string, string>> = {
  won: 'Won',
  lost: 'Lost',
  amended: 'Amount changed',
  redated: 'Close date moved: taken back here',
  reopened: 'Opened again',
  refunded: 'Refunded',
}

function Entries({ deal }: { readonly deal: DealReply }) {
  const { currency } = deal
  const columns: readonly Column<DealReply['entries'][number]>[] = [
    { id: 'kind', header: 'What', narrow: 'title', cell: ({ kind }) => KINDS[kind] ?? kind },
    { id: 'on', header: 'Counts on', cell: ({ on }) => formatDay(on) },
    {
      id: 'amount',
      header: 'Amount',
      align: 'right',
      cell: (row) => <Money minor={row.amountMinor} currency={currency} exact />,
    },
    {
      id: 'total',
      header: 'Worth after it',
      align: 'right',
      cell: (row) => <Money minor={row.totalMinor} currency={currency} exact />,
    },
  ]
  return (
    <Panel title="What became of it" note="Each change is an entry of its own, never rewritten.">
      <DataTable
        label="Entries"
        columns={columns}
        rowKey={({ entry }) => String(entry)}
        list={loaded(deal.entries)}
        empty={<p className={classes['quiet']}>It is open: nothing was won or lost yet.</p>}
      />
    </Panel>
  )
}

function Behind({ deal }: { readonly deal: DealReply }) {
  const connection = useConnection()
  return (
    <Panel title="Who is behind it, and what it took" note={deal.foundBy}>
      <ul className={classes['found']}>
        {deal.people.map((person) => (
          <li key={person.link}>
            <PlaceLink to={`/c/${encodeURIComponent(connection)}/records/${encodeURIComponent(person.link)}`} strong>
              {person.name ?? person.email ?? 'Name not kept'}
            </PlaceLink>
            {person.leadSince === null ? null : (
              <span className={classes['small']}>
                {' '}
                lead since <When at={person.leadSince} as="day" />
              </span>
            )}
          </li>
        ))}
      </ul>
      {deal.costs.length === 0 ? null : (
        <>
          <p className={classes['basis']}>
            What its campaigns had cost altogether by {deal.closedOn === null ? 'now' : 'the close'}, for all of their
            deals:
          </p>
          <dl className={classes['sum']}>
            {deal.costs.map(({ campaign, spendMinor, currency }) => [
              <dt key={`${campaign} name`}>
                <PlaceLink to={attributionPath(connection, '/campaign')} search={{ of: campaign }}>
                  {campaign}
                </PlaceLink>
              </dt>,
              <dd key={`${campaign} cost`}>
                <Money minor={spendMinor} currency={currency} exact />
              </dd>,
            ])}
          </dl>
        </>
      )}
    </Panel>
  )
}

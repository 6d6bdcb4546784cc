import type { KnownRecord } from '#http/contract/record.ts'
import { CrmLink } from '../../components/crm-link.tsx'
import { DataTable, loaded, type Column } from '../../components/data-table.tsx'
import { EmptyNote } from '../../components/empty-note.tsx'
import { Money } from '../../components/money.tsx'
import { Panel } from '../../components/panel.tsx'
import { StatusBadge, type Tone } from '../../components/status-badge.tsx'
import { When } from '../../components/when.tsx'
import { formatDay } from '../../format/time.ts'
import { LEAD_STATE_WORDS, readable, urgencyWords } from '../../words.ts'
import { RecordLink } from './record-link.tsx'
import classes from './records.module.css'
import { CLOCK_STATES } from './words.ts'

type Handoff = KnownRecord['handoffs'][number]
type Clock = KnownRecord['clocks'][number]
type Opportunity = KnownRecord['opportunities'][number]
type Membership = KnownRecord['memberships'][number]

const HANDOFFS: Readonly<Record<string, readonly [string, Tone]>> = {
  open: [LEAD_STATE_WORDS.open, 'plain'],
  accepted: [LEAD_STATE_WORDS.accepted, 'good'],
  qualified: [LEAD_STATE_WORDS.qualified, 'good'],
  rejected: [LEAD_STATE_WORDS.rejected, 'bad'],
  withdrawn: [LEAD_STATE_WORDS.withdrawn, 'quiet'],
}
const OUTCOMES: Readonly<Record<Opportunity['outcome'], readonly [string, Tone]>> = {
  open: ['Open', 'plain'],
  won: ['Won', 'good'],
  lost: ['Lost', 'bad'],
}

const badge = (known: Readonly<Record<string, readonly [string, Tone]>>, state: string) => {
  const [words, tone] = known[state] ?? [state, 'quiet' as const]
  return <StatusBadge tone={tone}>{words}</StatusBadge>
}

const handoffColumns: readonly Column<Handoff>[] = [
  { id: 'at', header: 'Given', narrow: 'title', cell: ({ handedOverAt }) => <When at={handedOverAt} as="date" /> },
  {
    id: 'owner',
    header: 'To',
    cell: ({ owner, ownerEmail, owners }) => (
      <div>
        {owner === '' ? '–' : owner}
        <div className={classes['small']}>{ownerEmail ?? ''}</div>
        {owners.length < 2 ? null : <div className={classes['small']}>{owners.length} owners so far</div>}
      </div>
    ),
  },
  {
    id: 'state',
    header: 'State',
    cell: ({ state, rejectReason, returnAt }) => (
      <div>
        {badge(HANDOFFS, state)}
        {rejectReason === null ? null : <div className={classes['small']}>{rejectReason}</div>}
        {returnAt === null ? null : (
          <div className={classes['small']}>
            may return <When at={returnAt} as="date" />
          </div>
        )}
      </div>
    ),
  },
  { id: 'urgency', header: 'Urgency', cell: ({ urgency }) => (urgency === '' ? '–' : urgencyWords(urgency)) },
  {
    id: 'why',
    header: 'Why',
    cell: ({ reason, campaign, owners }) => (
      <div>
        {reason === '' ? '–' : reason}
        {campaign === null ? null : <div className={classes['small']}>Campaign: {campaign}</div>}
        {(owners.at(-1)?.why ?? '') === '' ? null : <div className={classes['small']}>Owner: {owners.at(-1)?.why}</div>}
      </div>
    ),
  },
]

const clockColumns: readonly Column<Clock>[] = [
  { id: 'name', header: 'Clock', narrow: 'title', cell: ({ name }) => readable(name) },
  { id: 'policy', header: 'Policy', cell: ({ policy }) => policy },
  { id: 'state', header: 'State', cell: ({ state }) => badge(CLOCK_STATES, state) },
  { id: 'started', header: 'Started', cell: ({ startedAt }) => <When at={startedAt} as="date" /> },
  { id: 'due', header: 'Due', cell: ({ dueAt }) => (dueAt === null ? '–' : <When at={dueAt} as="date" />) },
  {
    id: 'stopped',
    header: 'Stopped',
    cell: ({ stoppedAt }) => (stoppedAt === null ? '–' : <When at={stoppedAt} as="date" />),
  },
]

const opportunityColumns: readonly Column<Opportunity>[] = [
  {
    id: 'name',
    header: 'Opportunity',
    narrow: 'title',
    cell: ({ name, url, deal }) => (
      <div>
        <CrmLink side="salesforce" href={url} label={name} />
        {deal === null ? null : (
          <div className={classes['small']}>
            <RecordLink link={deal}>its deal</RecordLink>
          </div>
        )}
      </div>
    ),
  },
  {
    id: 'outcome',
    header: 'Outcome',
    cell: ({ outcome, stage, lostReason }) => (
      <div>
        {badge(OUTCOMES, outcome)}
        <div className={classes['small']}>{lostReason ?? stage}</div>
      </div>
    ),
  },
  {
    id: 'amount',
    header: 'Amount',
    align: 'right',
    cell: ({ amountMinor, currency }) => <Money minor={amountMinor} currency={currency} exact />,
  },
  {
    id: 'credit',
    header: 'Credited to touches',
    cell: ({ credits, currency }) =>
      credits.length === 0 ? (
        '–'
      ) : (
        <ul className={classes['changes']}>
          {credits.map(({ model, amountMinor }) => (
            <li key={model}>
              {model.replaceAll('_', ' ')}: <Money minor={amountMinor} currency={currency} exact />
            </li>
          ))}
        </ul>
      ),
  },
  { id: 'created', header: 'Opened', cell: ({ createdAt }) => <When at={createdAt} as="date" /> },
  {
    id: 'closed',
    header: 'Closed',
    cell: ({ closedOn }) => (closedOn === null ? '–' : formatDay(closedOn)),
  },
]

const membershipColumns: readonly Column<Membership>[] = [
  {
    id: 'campaign',
    header: 'Salesforce campaign',
    narrow: 'title',
    cell: ({ campaign, url }) => <CrmLink side="salesforce" href={url} label={campaign} />,
  },
  { id: 'status', header: 'Status', cell: ({ status }) => status ?? '–' },
  {
    id: 'state',
    header: 'Membership',
    cell: ({ state }) => (state === 'member' ? 'Member' : state === 'left' ? 'Left the list' : 'Being made'),
  },
]

/** What sales made of a person or a deal. */
export function SalesPanels({ record }: { readonly record: KnownRecord }) {
  const { handoffs, clocks, opportunities, memberships, people } = record
  const isPerson = record.kind === 'person'
  return (
    <div className={classes['stack']}>
      {!isPerson ? null : (
        <Panel title="Handovers" note="Newest first.">
          <DataTable
            label="Handovers"
            columns={handoffColumns}
            rowKey={({ id }) => id}
            list={loaded(handoffs)}
            empty={
              <EmptyNote title="Never given to sales">
                {record.adopted
                  ? 'This person qualified before go-live: fields and outcomes are synced, without a lead, task or clock.'
                  : 'A handover is made when the person qualifies by a handover contract.'}
              </EmptyNote>
            }
          />
        </Panel>
      )}
      {clocks.length === 0 ? null : (
        <Panel title="Clocks">
          <DataTable
            label="Clocks"
            columns={clockColumns}
            rowKey={({ id }) => id}
            list={loaded(clocks)}
            empty={<EmptyNote title="No clock" />}
          />
        </Panel>
      )}
      <Panel
        title="Opportunities"
        note={isPerson ? 'Credit is what touches of this person earned under each model.' : undefined}
      >
        <DataTable
          label="Opportunities"
          columns={opportunityColumns}
          rowKey={({ id }) => id}
          list={loaded(opportunities)}
          empty={<EmptyNote title="No opportunity yet" />}
        />
      </Panel>
      {people.length === 0 ? null : (
        <Panel title="People of the deal">
          <ul className={classes['list']}>
            {people.map(({ link, name }) => (
              <li key={link}>
                <RecordLink link={link}>{name ?? 'Somebody without a name'}</RecordLink>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {memberships.length === 0 ? null : (
        <Panel title="Campaign memberships">
          <DataTable
            label="Campaign memberships"
            columns={membershipColumns}
            rowKey={({ campaign }) => campaign}
            list={loaded(memberships)}
            empty={<EmptyNote title="None" />}
          />
        </Panel>
      )}
    </div>
  )
}

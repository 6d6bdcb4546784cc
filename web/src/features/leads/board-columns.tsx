import { Text } from '@mantine/core'
import type { BoardSort, LeadRow } from '#http/contract/leads.ts'
import type { Column } from '../../components/data-table.tsx'
import type { SortChoice } from '../../components/sorting.ts'
import { StatusBadge } from '../../components/status-badge.tsx'
import { urgencyWords } from '../../words.ts'
import type { Asking } from './lead-buttons.tsx'
import { LeadButtons } from './lead-buttons.tsx'
import { isOver, LeadDeadline, Standing } from './lead-deadline.tsx'
import { nameOf, ruleOfUrgency, urgencyTone } from './lead-words.ts'
import type { LeadFilter, LeadsSearch } from './leads-search.ts'
import classes from './leads.module.css'
import type { LeadActions } from './use-lead-actions.tsx'

/** Overdue leads stand out; what is over does not. */
export function toneOf({ clock, state }: LeadRow): 'bad' | 'warn' | 'quiet' | undefined {
  if (state === 'rejected' || state === 'withdrawn') return undefined
  return clock?.state === 'breached' ? 'bad' : undefined
}

/** What the board shows of each lead, and what can be done to it. */
export function columnsOf({
  view,
  whose,
  actions,
  ask,
  mayWork,
  rep,
  gone,
}: {
  readonly view: LeadsSearch['view']
  readonly whose: LeadFilter['whose']
  readonly actions: LeadActions
  readonly ask: (asking: Asking) => void
  readonly mayWork: boolean
  readonly rep: string | null
  readonly gone: ReadonlySet<string>
}): readonly Column<LeadRow>[] {
  return [
    {
      id: 'who',
      header: 'Lead',
      width: 180,
      narrow: 'title',
      cell: (lead) => (
        <span>
          <span className={classes['who']}>{nameOf(lead)}</span>
          <span className={classes['company']}>{lead.company ?? lead.email ?? 'No company known'}</span>
        </span>
      ),
    },
    {
      id: 'urgency',
      header: 'Urgency',
      width: 95,
      sort: 'urgency',
      sortedAs: 'urgency',
      cell: (lead) => (
        <div title={ruleOfUrgency(lead)} className={classes['badges']}>
          <StatusBadge tone={urgencyTone(lead.urgency)}>{urgencyWords(lead.urgency)}</StatusBadge>
          {hasAnswer(view) || isOver(lead) || isNew(lead) ? null : <Standing lead={lead} />}
        </div>
      ),
    },
    {
      id: 'deadline',
      header: headOf(view),
      width: 165,
      sort: timeOf(view),
      sortedAs: 'time',
      cell: (lead) => <LeadDeadline lead={lead} />,
    },
    {
      id: 'why',
      header: 'Why now',
      width: '27%',
      cell: (lead) => (
        <div>
          {lead.campaign === null ? null : <Text size="sm">{lead.campaign}</Text>}
          <Text size="xs" c="dimmed" lineClamp={3}>
            {lead.why}
          </Text>
        </div>
      ),
    },
    ...(whose === 'mine'
      ? []
      : [
          {
            id: 'owner',
            header: BY_OWNER.words,
            width: 115,
            sort: BY_OWNER.by,
            sortedAs: BY_OWNER.as,
            cell: (lead: LeadRow) => (
              <Text size="sm" title={`by ${lead.ownerRule}`}>
                {lead.owner.name}
              </Text>
            ),
          },
        ]),
    ...(mayWork
      ? [
          {
            id: 'actions',
            header: '',
            align: 'right' as const,
            width: 165,
            cell: (lead: LeadRow) =>
              gone.has(lead.id) ? (
                'no longer here'
              ) : (
                <LeadButtons lead={lead} actions={actions} ask={ask} rep={rep} as="icons" />
              ),
          },
        ]
      : []),
  ]
}

/** What most of them are on this board need not be said of each. */
const isNew = ({ state, clock, inQueue }: LeadRow): boolean => state === 'open' && !inQueue && clock?.state !== 'paused'

/** The column of the deadline says it. */
const hasAnswer = (view: LeadsSearch['view']): boolean =>
  view === 'answered' || view === 'qualified' || view === 'rejected' || view === 'returning'

const headOf = (view: LeadsSearch['view']): string => {
  if (view === 'rejected' || view === 'returning') return 'Given back because'
  return view === 'answered' || view === 'qualified' ? 'Answer' : 'Deadline'
}

/** What the column of the deadline shows is sorted by what it is about in the view. */
function timeOf(view: LeadsSearch['view']): BoardSort {
  if (view === 'returning') return 'returns'
  return hasAnswer(view) ? 'moved' : 'deadline'
}

const BY_OWNER = { by: 'owner', words: 'Who has it', as: 'name' } as const
const MORE_ORDERS = [{ by: 'handedOver', words: 'Handed over', as: 'time' }] as const

/** What leads can be sorted by besides what columns show. One's own have one owner, but an address may still ask for it. */
export const moreOrdersOf = (whose: LeadFilter['whose'], by: string): readonly SortChoice[] =>
  whose === 'mine' && by === BY_OWNER.by ? [...MORE_ORDERS, BY_OWNER] : MORE_ORDERS

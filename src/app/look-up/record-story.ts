import { createHash } from 'node:crypto'
import type { Handoff, OwnerSpell } from '#domain/handoff/types.ts'
import type { LinkId } from '#domain/ids.ts'
import type { Instant } from '#domain/instant.ts'
import type { Direction, Position } from '#domain/order.ts'
import type { JournalEntry } from '#ports/store/journal.ts'
import type { StoredOpportunity } from '#ports/store/opportunities.ts'
import type { StoredTouch } from '#ports/store/touches.ts'
import type { Scope } from '../scope.ts'
import type { ExplainedClock } from '../sla/explain-lead.ts'
import { stepWords } from '../sla/step-words.ts'
import type { ReadRecord } from './read-record.ts'

export const STORY_KINDS = ['change', 'handover', 'clock', 'touch', 'opportunity', 'problem'] as const
export type StoryKind = (typeof STORY_KINDS)[number]

/** Something that happened to a record. `entry` with kind `change` alone: what Tandem wrote then. */
export interface StoryEvent {
  readonly at: Instant
  /** Unique, and orders what has one instant. */
  readonly key: string
  readonly kind: StoryKind
  readonly title: string
  /** Empty: there is no more to say. */
  readonly text: string
  readonly tone: 'good' | 'bad' | 'plain'
  readonly entry: JournalEntry | null
}

export interface StoryPosition {
  readonly at: Instant
  readonly key: string
}

/**
 * One story of everything that is stored of a record, `desc`: newest first.
 * @returns up to `limit` events after `after`, and where the next page begins (null: this was the last).
 */
export async function recordStory(
  scope: Scope,
  record: ReadRecord,
  options: {
    readonly kinds: ReadonlySet<StoryKind>
    readonly direction: Direction
    readonly after: StoryPosition | null
    readonly limit: number
  },
): Promise<{
  readonly events: readonly StoryEvent[]
  readonly next: StoryPosition | null
  /** How many events of these kinds there are in all, changes apart. */
  readonly others: number
}> {
  const { kinds, direction, after, limit } = options
  const inOrder = direction === 'desc' ? newestFirst : (a: StoryPosition, b: StoryPosition) => newestFirst(b, a)
  const told = [...(await happened(scope, record))].filter(({ kind }) => kinds.has(kind))
  const entries = kinds.has('change')
    ? await scope.store.journal.pageOfLink(scope.connection.id, record.link.id, null, {
        order: { sort: 'at', direction },
        after: after === null ? null : positionOf(after),
        limit: limit + 1,
      })
    : []
  const all = [...told, ...entries.map(changeEvent)]
    .filter((event) => after === null || inOrder(after, event) < 0)
    .toSorted(inOrder)
  const events = all.slice(0, limit)
  const last = events.at(-1)
  const next = all.length > limit && last !== undefined ? { at: last.at, key: last.key } : null
  return { events, next, others: told.length }
}

const newestFirst = (a: StoryPosition, b: StoryPosition): number =>
  b.at - a.at || (a.key > b.key ? -1 : a.key < b.key ? 1 : 0)

const SEQ_DIGITS = 16
/** Newest first, changes of one instant stand before everything else of it, in the order in which they were made. */
const keyOfChange = (seq: number): string => `~${String(seq).padStart(SEQ_DIGITS, '0')}`

/** Where the journal goes on: at a change; at anything else, which stands between the changes of its instant and older ones. */
const positionOf = ({ at, key }: StoryPosition): Position => [at, key.startsWith('~') ? Number(key.slice(1)) : 0]

const changeEvent = (entry: JournalEntry): StoryEvent => ({
  at: entry.at,
  key: keyOfChange(entry.seq),
  kind: 'change',
  title: '',
  text: '',
  tone: 'plain',
  entry,
})

async function happened(scope: Scope, record: ReadRecord): Promise<readonly StoryEvent[]> {
  const { store, connection } = scope
  const { link, lead } = record
  const people: readonly LinkId[] = link.kind === 'person' ? [link.id] : []
  const nameOf = await ownerNames(scope, lead)
  const touches = [...(await store.touches.byLinks(connection.id, people)).values()].flat()
  return [
    ...(lead?.handoffs ?? []).flatMap(({ handoff, owners }) => ofHandoff(handoff, owners, nameOf)),
    ...ofClocks(lead?.clocks ?? []),
    ...touches.map(ofTouch),
    ...record.opportunities.flatMap(({ opportunity }) => ofOpportunity(opportunity)),
    ...record.problems.map((problem): StoryEvent => ({
      ...event(problem.at, `problem ${problem.code} ${problem.side} ${problem.recordId}`, 'problem'),
      title: `Stopped: ${problem.code}`,
      text: [problem.message, problem.remedy].filter((part) => part !== '').join(' '),
      tone: 'bad',
    })),
  ]
}

/** Names of those who had a lead before; ids where Salesforce does not tell them. */
async function ownerNames({ reps }: Scope, lead: ReadRecord['lead']): Promise<(id: string) => string> {
  const isAsked = lead?.handoffs.some(({ owners }) => owners.length > 1) === true
  const known = isAsked ? await reps().catch(() => null) : null
  return (id) => known?.byId.get(id)?.name ?? id
}

/** A cursor takes no longer ones, and the words of a platform that a key is made of have no limit. */
const LONGEST_KEY = 200

const shortKey = (key: string): string =>
  key.length <= LONGEST_KEY
    ? key
    : `${key.slice(0, LONGEST_KEY / 2).toWellFormed()} ${createHash('sha256').update(key).digest('base64url')}`

const event = (at: Instant, key: string, kind: StoryKind): StoryEvent => ({
  at,
  key: shortKey(key),
  kind,
  title: '',
  text: '',
  tone: 'plain',
  entry: null,
})

function ofHandoff(
  handoff: Handoff,
  owners: readonly OwnerSpell[],
  nameOf: (owner: string) => string,
): readonly StoryEvent[] {
  const of = (at: Instant | null, what: string, more: Partial<StoryEvent>): readonly StoryEvent[] =>
    at === null ? [] : [{ ...event(at, `handover ${handoff.id} ${what}`, 'handover'), ...more }]
  const first = owners[0]
  return [
    ...of(handoff.qualifiedAt === handoff.handedOverAt ? null : handoff.qualifiedAt, '1 qualified', {
      title: 'Qualified for sales',
    }),
    ...of(handoff.handedOverAt, '2 given', {
      title: `Given to sales${owners.length < 2 && handoff.ownerName !== '' ? `: ${handoff.ownerName}` : ''}`,
      text: [handoff.reason, handoff.urgency === '' ? '' : `Urgency: ${handoff.urgency}.`, first?.why ?? '']
        .filter((part) => part !== '')
        .join(' '),
    }),
    ...owners.slice(1).flatMap((spell, n) =>
      of(spell.from, `3 owner ${n}`, {
        title: `Passed on to ${spell.ownerId === handoff.ownerId ? handoff.ownerName : nameOf(spell.ownerId)}`,
        text: spell.why,
      }),
    ),
    ...of(handoff.acceptedAt, '4 accepted', { title: 'Accepted by sales', tone: 'good' }),
    ...of(handoff.salesQualifiedAt, '5 qualified', { title: 'Qualified by sales', tone: 'good' }),
    ...of(handoff.rejectedAt, '6 rejected', {
      title: 'Given back to marketing',
      text: handoff.rejectReason ?? '',
      tone: 'bad',
    }),
  ]
}

const CLOCK_WORDS: Readonly<Record<string, readonly [string, StoryEvent['tone']]>> = {
  start: ['Clock started', 'plain'],
  pause: ['Clock on hold', 'plain'],
  resume: ['Clock goes on', 'plain'],
  retarget: ['Another target', 'plain'],
  recalendar: ['Other business hours', 'plain'],
  activity: ['Activity of sales', 'plain'],
  breach: ['The deadline passes', 'bad'],
  'breach-voided': ['Breach taken back', 'good'],
  stop: ['Answered', 'good'],
}

/** What several clocks tell alike is told once. */
function ofClocks(clocks: readonly ExplainedClock[]): readonly StoryEvent[] {
  const told = new Map<string, StoryEvent>()
  for (const { clock, events } of clocks)
    for (const { at, what, why } of events) {
      const [words, tone] = CLOCK_WORDS[what] ?? [stepWords(clock, what), 'plain' as const]
      const isOfClock = what !== 'activity'
      const key = isOfClock ? `clock ${clock.id} ${what} ${why}` : `clock activity ${at} ${why}`
      told.set(`${key} ${at}`, {
        ...event(at, `${key} ${at}`, 'clock'),
        title: isOfClock ? `${words} (${clock.name})` : words,
        text: why,
        tone,
      })
    }
  return [...told.values()]
}

const ofTouch = (touch: StoredTouch): StoryEvent => ({
  ...event(touch.at, `touch ${touch.id}`, 'touch'),
  title: touch.campaign === null ? touch.channel : `${touch.campaign} (${touch.channel})`,
  text: [touch.detail, `from ${touch.source}`, touch.dayOnly ? 'the day alone is known' : null]
    .filter((part) => part !== null)
    .join(', '),
})

function ofOpportunity(opportunity: StoredOpportunity): readonly StoryEvent[] {
  const { id, name, stage, createdAt, closedAt, isClosed, isWon, lostReason } = opportunity
  const opened: StoryEvent = {
    ...event(createdAt, `opportunity ${id} 1`, 'opportunity'),
    title: `Opportunity opened: ${name}`,
    text: isClosed ? '' : `Stage: ${stage}.`,
  }
  if (!isClosed || closedAt === null) return [opened]
  return [
    opened,
    {
      ...event(closedAt, `opportunity ${id} 2`, 'opportunity'),
      title: `Opportunity ${isWon ? 'won' : 'lost'}: ${name}`,
      text: isWon ? '' : (lostReason ?? ''),
      tone: isWon ? 'good' : 'bad',
    },
  ]
}

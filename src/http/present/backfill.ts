import type { Condition } from '#domain/condition.ts'
import { parseInstant } from '#domain/time.ts'
import { msLeft, type BackfillChoices, type BackfillCounts } from '#domain/plan/backfill.ts'
import type { StoredBackfill } from '#ports/store/backfills.ts'
import type { StoredForesight } from '#ports/store/foresights.ts'
import type { BackfillChoicesView, BackfillView, ForesightView } from '../contract/jobs.ts'
import { toInstantText, toInstantTextOrNull } from './instants.ts'

type ConditionView = BackfillChoicesView['select'][number]

export const fromChoices = (asked: BackfillChoicesView): BackfillChoices => ({
  select: asked.select.map(fromCondition),
  handOverSince: asked.handOverSince === null ? null : parseInstant(asked.handOverSince),
  clocks: asked.clocks ? 'start' : 'none',
  leaveOut: [...(asked.tasks ? [] : (['task'] as const)), ...(asked.alerts ? [] : (['alerts'] as const))],
  writeBack: asked.writeBack ? 'now' : 'later',
})

const parts = (value: string): readonly string[] => value.split(',').map((part) => part.trim())

function fromCondition({ property, test, value }: ConditionView): Condition {
  switch (test) {
    case 'is':
      return { property, in: parts(value) }
    case 'is-not':
      return { property, notIn: parts(value) }
    case 'at-least':
      return { property, atLeast: value }
    case 'at-most':
      return { property, atMost: value }
    case 'contains':
      return { property, contains: value }
    case 'known':
      return { property, known: true }
    case 'blank':
      return { property, known: false }
  }
}

function toCondition(condition: Condition): ConditionView {
  const { property } = condition
  if (condition.in !== undefined) return { property, test: 'is', value: condition.in.join(', ') }
  if (condition.notIn !== undefined) return { property, test: 'is-not', value: condition.notIn.join(', ') }
  if (condition.atLeast !== undefined) return { property, test: 'at-least', value: condition.atLeast }
  if (condition.atMost !== undefined) return { property, test: 'at-most', value: condition.atMost }
  if (condition.contains !== undefined) return { property, test: 'contains', value: condition.contains }
  return { property, test: condition.known === true ? 'known' : 'blank', value: '' }
}

export const toChoices = (choices: BackfillChoices): BackfillChoicesView => ({
  select: choices.select.map(toCondition),
  handOverSince: toInstantTextOrNull(choices.handOverSince),
  clocks: choices.clocks === 'start',
  tasks: !choices.leaveOut.includes('task'),
  alerts: !choices.leaveOut.includes('alerts'),
  writeBack: choices.writeBack === 'now',
})

const toCounts = (counts: BackfillCounts): BackfillView['counts'] => ({ ...counts, skipped: { ...counts.skipped } })

export function toBackfill(one: StoredBackfill, now: number): BackfillView {
  const { counts, total, workedMs, state } = one
  return {
    id: one.id,
    state,
    isWorkedOn: state === 'running' && one.worker !== null && (one.leaseUntil ?? 0) > now,
    choices: toChoices(one.choices),
    counts: toCounts(counts),
    total,
    startedAt: toInstantText(one.startedAt),
    finishedAt: toInstantTextOrNull(one.finishedAt),
    workedMs,
    perSecond: workedMs === 0 ? null : Math.round((counts.listed * 10_000) / workedMs) / 10,
    msLeft: state === 'done' || state === 'cancelled' ? 0 : msLeft(counts.listed, total, workedMs),
  }
}

/** Contacts of one call, as docs/backfill.md measures it. */
const LISTED_AT_ONCE = 100
const WRITTEN_AT_ONCE = 100
const FOUND_AT_ONCE = 500
/** What a worker does on a CRM that answers as fast as the platforms usually do. */
const CONTACTS_A_SECOND = 150

/** Calls and time are reckoned from what is to be done: nobody can know how fast the platforms answer. */
export function toForesight(
  one: StoredForesight,
  left: { readonly hubspot: number | null; readonly salesforce: number | null },
): ForesightView {
  const { counts, total } = one
  const contacts = Math.max(counts.listed, one.state === 'done' ? 0 : (total ?? 0))
  const share = counts.listed === 0 ? 1 : contacts / counts.listed
  const told = one.choices.writeBack === 'now' ? (counts.created + counts.linked) * share : 0
  const made = counts.created * share
  return {
    id: one.id,
    state: one.state,
    choices: toChoices(one.choices),
    counts: toCounts(counts),
    total,
    startedAt: toInstantText(one.startedAt),
    finishedAt: toInstantTextOrNull(one.finishedAt),
    note: one.note,
    calls: {
      hubspot: Math.ceil(contacts / LISTED_AT_ONCE) + Math.ceil(told / WRITTEN_AT_ONCE),
      salesforce: Math.ceil(contacts / FOUND_AT_ONCE) + (made === 0 ? 0 : Math.max(1, Math.ceil(made / 2_000)) * 4),
    },
    minutes: Math.round((contacts / CONTACTS_A_SECOND / 60) * 10) / 10,
    left,
  }
}

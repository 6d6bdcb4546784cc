import { canonicalJson } from '#domain/canonical.ts'
import type { SyncConfig } from '#domain/config.ts'
import type { Instant } from '#domain/instant.ts'
import { holdingTotals } from '#domain/sla/holding-times.ts'
import { formatInstant, localMinuteOf } from '#domain/time.ts'
import type { BusinessCalendar } from '#domain/sla/business-calendar.ts'
import type { ExplainedClock, ExplainedLead } from '#app/sla/explain-lead.ts'
import { timeOf } from './sla-report-words.ts'

/** The documented keys (docs/sla.md). Instants are ISO 8601 in UTC, times business seconds. */
export const explainedJson = (who: string, lead: ExplainedLead, calendars: SyncConfig['calendars']): object => ({
  lead: {
    asked: who,
    hubspotId: lead.link.hubspotId,
    salesforceObject: lead.link.salesforceObject,
    salesforceId: lead.link.salesforceId,
    handoffs: lead.handoffs.map(({ handoff, owners }) => ({
      cycle: handoff.cycle,
      state: handoff.state,
      contract: handoff.contract,
      contractVersion: handoff.contractVersion,
      reason: handoff.reason,
      urgency: handoff.urgency,
      policy: handoff.policy,
      qualifiedAt: formatInstant(handoff.qualifiedAt),
      handedOverAt: formatInstant(handoff.handedOverAt),
      rejectReason: handoff.rejectReason,
      owners: owners.map(({ ownerId, from, rule, why }) => ({ ownerId, from: formatInstant(from), rule, why })),
    })),
    ...heldJson(lead.holdings),
  },
  clocks: lead.clocks.map(({ clock, events }) => ({
    policy: clock.policy,
    policyVersion: clock.policyVersion,
    clock: clock.name,
    kind: clock.kind,
    cycle: clock.cycle,
    rep: clock.repId,
    state: clock.state,
    startedAt: formatInstant(clock.startedAt),
    dueAt: iso(clock.dueAt),
    stoppedAt: iso(clock.stoppedAt),
    stoppedBy: clock.stoppedBy,
    breachedAt: iso(clock.breachedAt),
    detectedAt: iso(clock.detectedAt),
    breachVoided: clock.breachVoided,
    calendar: calendarOf(clock, calendars),
    targetSeconds: clock.targetSeconds,
    elapsedSeconds: clock.elapsedSeconds,
    events: events.map(({ at, what, why }) => ({ at: formatInstant(at), what, why })),
  })),
})

/** Real time: seconds around the clock. The stretches have no holes, so that they add up to the age. */
const heldJson = (holdings: ExplainedLead['holdings']): object => ({
  ageSeconds: holdings.reduce((sum, { from, until }) => sum + until - from, 0) / 1_000,
  heldSeconds: Object.fromEntries(Object.entries(holdingTotals(holdings)).map(([kind, ms]) => [kind, ms / 1_000])),
  holdings: holdings.map(({ cycle, kind, id, from, until }) => ({
    cycle,
    kind,
    id,
    from: formatInstant(from),
    until: formatInstant(until),
    seconds: (until - from) / 1_000,
  })),
})

/** The calendar as it was when the clock started, with its name where the configuration still has the same. */
function calendarOf({ calendar }: ExplainedClock['clock'], calendars: SyncConfig['calendars']): object {
  const same = Object.entries(calendars).find(([, one]) => canonicalJson(one) === canonicalJson(calendar))
  return { name: same?.[0] ?? null, ...(calendar as BusinessCalendar) }
}

export function explainedText(who: string, { link, handoffs, clocks, holdings }: ExplainedLead): string {
  const where = link.salesforceId === null ? 'not in Salesforce' : `${link.salesforceObject ?? ''} ${link.salesforceId}`
  return [
    `${who}: HubSpot contact ${link.hubspotId ?? '-'}, ${where}`,
    ...handoffs.map(
      ({ handoff }) =>
        `Cycle ${handoff.cycle}: given to ${handoff.ownerName} (${handoff.ownerRule}), because ${handoff.reason}; ${handoff.urgency}, ${handoff.state}`,
    ),
    ...heldText(holdings, handoffs),
    ...(clocks.length === 0 ? ['No clock: no SLA policy applied, or they were handed over before Tandem.'] : []),
    ...clocks.flatMap(clockText),
  ].join('\n')
}

/** One line: where its age went. */
function heldText(holdings: ExplainedLead['holdings'], handoffs: ExplainedLead['handoffs']): readonly string[] {
  const [first, last] = [holdings[0], holdings.at(-1)]
  if (first === undefined || last === undefined) return []
  const names = new Map(handoffs.map(({ handoff }) => [handoff.ownerId, handoff.ownerName]))
  const parts = holdings.map(({ kind, id, from, until }) => {
    const who =
      kind === 'owner' || kind === 'queue' ? [kind, names.get(id ?? '') ?? id ?? ''].join(' ').trimEnd() : WITH[kind]
    return `${who} ${timeOf((until - from) / 1_000)}`
  })
  return [`Age ${timeOf((last.until - first.from) / 1_000)} around the clock: ${parts.join(', ')}`]
}

const WITH = { marketing: 'marketing', 'after-answer': 'after the answer' } as const

function clockText({ clock, events }: ExplainedClock): readonly string[] {
  const zone = (clock.calendar as BusinessCalendar).timeZone
  const local = (at: Instant): string => localMinuteOf(at, zone).replace('T', ' ')
  const due = clock.dueAt === null ? 'no due time' : `due ${local(clock.dueAt)}`
  return [
    '',
    `${clock.policy} / ${clock.name}: ${clock.state}; ${timeOf(clock.elapsedSeconds)} of ${timeOf(clock.targetSeconds)} used, ${due} (${zone})`,
    ...events.map(({ at, what, why }) => `  ${local(at)}  ${what.padEnd(14)} ${why}`),
  ]
}

const iso = (at: Instant | null): string | null => (at === null ? null : formatInstant(at))

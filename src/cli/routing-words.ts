import type { SimulatedLead } from '#app/handoff/simulate-routing.ts'
import type { Swept } from '#app/handoff/sweep-leads.ts'
import type { RouteDecision } from '#domain/routing/decision.ts'
import { formatInstant, localMinuteOf } from '#domain/time.ts'
import type { BadRow } from './routing-csv.ts'

/** The documented keys (docs/routing.md). Instants are ISO 8601 in UTC. */
export const simulatedJson = (config: string, leads: readonly SimulatedLead[], bad: readonly BadRow[]): object => ({
  config,
  leads: leads.map(({ person, route }) => ({
    id: person.id,
    email: person.values['email'] ?? null,
    contract: route?.contract.contract.id ?? null,
    contractVersion: route?.contract.version ?? null,
    reason: route?.contract.reason ?? null,
    urgency: route?.contract.urgency ?? null,
    urgencyRule: route?.contract.urgencyRule ?? null,
    outcome: route?.decision.kind ?? 'no-contract',
    owner: ownerOf(route?.decision),
    queueId: route !== null && 'queueId' in route.decision ? route.decision.queueId : null,
    heldUntil: route?.decision.kind === 'held' ? formatInstant(route.decision.until) : null,
    rule: route?.decision.rule ?? null,
    policy: route?.policy ?? null,
    clocks: (route?.clocks ?? []).map(({ name, dueAt, timeZone }) => ({
      clock: name,
      dueAt: dueAt === null ? null : formatInstant(dueAt),
      timeZone,
    })),
    log: route?.decision.log ?? [],
  })),
  shares: sharesOf(leads),
  badRows: bad,
})

const ownerOf = (decision: RouteDecision | undefined): object | null =>
  decision === undefined || decision.kind === 'nobody'
    ? null
    : { id: decision.rep.id, name: decision.rep.name, email: decision.rep.email }

/** How many each would get, the most first. */
function sharesOf(leads: readonly SimulatedLead[]): readonly { readonly name: string; readonly leads: number }[] {
  const names = leads.map(({ route }) =>
    route === null ? 'no contract' : route.decision.kind === 'nobody' ? 'nobody' : route.decision.rep.name,
  )
  return [...Map.groupBy(names, (name) => name)]
    .map(([name, its]) => ({ name, leads: its.length }))
    .toSorted((a, b) => b.leads - a.leads || (a.name < b.name ? -1 : 1))
}

export function simulatedText(leads: readonly SimulatedLead[], bad: readonly BadRow[], of: 'one' | 'many'): string {
  const shares = sharesOf(leads)
  return [
    ...leads.flatMap((lead) => leadText(lead)),
    ...bad.map(({ line, why }) => `line ${line}: left out, ${why}`),
    ...(of === 'one'
      ? []
      : [
          '',
          `${leads.length} leads${bad.length === 0 ? '' : `, ${bad.length} rows left out`}:`,
          ...shares.map(({ name, leads: count }) => `  ${String(count).padStart(6)}  ${name}`),
        ]),
    'Nothing was written.',
  ].join('\n')
}

function leadText({ person, route }: SimulatedLead): readonly string[] {
  const who = `${person.values['email'] ?? 'no e-mail'} (${person.id})`
  if (route === null) return [`${who}: no handover contract holds`]
  const { contract, explanation, policy, clocks } = route
  return [
    `${who}: ${explanation.headline}`,
    `  contract ${contract.contract.id} (version ${contract.version}): ${contract.reason}`,
    `  urgency ${contract.urgencyRule}`,
    policy === null ? '  no SLA policy' : `  SLA policy ${policy}`,
    ...clocks.map(({ name, dueAt, timeZone }) =>
      dueAt === null
        ? `    ${name}: no due time`
        : `    ${name}: by ${localMinuteOf(dueAt, timeZone).replace('T', ' ')} (${timeZone})`,
    ),
    ...explanation.steps.map((step) => `  - ${step}`),
  ]
}

export const sweptJson = ({ looked, given, stuck }: Swept): object => ({
  looked,
  given: given.map(({ handoffId, link, decision }) => ({
    handoffId,
    hubspotId: link.hubspotId,
    reason: decision.reason,
    why: decision.why,
    owner: ownerOf(decision.decision),
    rule: decision.decision.rule,
  })),
  stuck: stuck.map(({ handoffId, link, decision }) => ({
    handoffId,
    hubspotId: link.hubspotId,
    reason: decision.reason,
    why: decision.why,
  })),
})

export const sweptText = ({ looked, given, stuck }: Swept): string =>
  [
    `${looked} open leads looked at, ${given.length} given away, ${stuck.length} that nobody can take`,
    ...given.map(
      ({ link, decision }) =>
        `  contact ${link.hubspotId ?? '-'}: ${decision.decision.kind === 'nobody' ? 'nobody' : decision.decision.rep.name} (${decision.decision.rule}), ${decision.why}`,
    ),
    ...stuck.map(({ link, decision }) => `  contact ${link.hubspotId ?? '-'}: ${decision.why}`),
  ].join('\n')

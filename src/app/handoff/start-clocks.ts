import { createHash } from 'node:crypto'
import type { Handoff } from '#domain/handoff/types.ts'
import type { PolicyClock, SlaPolicy } from '#domain/sla/policy.ts'
import { choosePolicy } from '#domain/sla/policy.ts'
import { NO_FACTS, settleClock } from '#domain/sla/settle.ts'
import type { ClockStep, StoredClock } from '#ports/store/clocks.ts'
import type { Scope } from '../scope.ts'
import { toStep } from './clock-steps.ts'

export interface StartedClock {
  readonly clock: StoredClock
  readonly steps: readonly ClockStep[]
}

type PolicyChoice = Pick<Handoff, 'urgency' | 'campaign' | 'contract' | 'queueId' | 'heldForPool' | 'ownerRule'>

/** The policy of a handoff: the fallback's own for what waits there, else the one its contract names, else the first that fits. */
export function policyFor({ config }: Pick<Scope, 'config'>, handoff: PolicyChoice): SlaPolicy | null {
  const waits = handoff.ownerRule === 'fallback' || handoff.queueId !== null
  const named =
    (waits ? config.routing.fallback.policy : null) ??
    config.handover.find(({ id }) => id === handoff.contract)?.policy ??
    null
  return named === null ? choosePolicy(config.sla, handoff) : (config.sla.find(({ id }) => id === named) ?? null)
}

/** The lead's clocks of a handoff, as they stand now. A calendar that the config no longer has gives none. */
export function startClocks(scope: Scope, handoff: Handoff): readonly StartedClock[] {
  const policy = scope.config.sla.find(({ id }) => id === handoff.policy)
  if (policy === undefined) return []
  return policy.clocks.flatMap((spec) => startClock(scope, handoff, policy, spec) ?? [])
}

/** @param rep whose own clock it is, from when; absent: the lead's. */
export function startClock(
  scope: Scope,
  handoff: Handoff,
  policy: SlaPolicy,
  spec: PolicyClock,
  rep?: { readonly id: string; readonly from: number },
): StartedClock | null {
  const calendar = scope.config.calendars[spec.calendarId]
  if (calendar === undefined) return null
  const now = scope.clock.now()
  const qualified = spec.start === 'qualified'
  const record = {
    kind: spec.kind,
    calendar,
    targetSeconds: spec.targetSeconds,
    warnAt: spec.warnAt,
    pausedIn: spec.pausedIn,
    ladder: policy.escalation.filter(({ clock }) => clock === spec.name),
    startedAt: rep?.from ?? (qualified ? handoff.qualifiedAt : handoff.handedOverAt),
    startCause: rep === undefined ? (qualified ? 'qualified in HubSpot' : 'given to sales') : 'given to a new owner',
    events: [],
    breachedAt: null,
    detectedAt: null,
    breachVoided: null,
  }
  const { steps, ...settled } = settleClock(record, NO_FACTS, now, rep?.from ?? handoff.handedOverAt)
  const id = clockId([handoff.id, policy.id, spec.name, ...(rep === undefined ? [] : [rep.id, String(rep.from)])])
  const clock: StoredClock = {
    id,
    linkId: handoff.linkId,
    handoffId: handoff.id,
    cycle: handoff.cycle,
    policy: policy.id,
    policyVersion: policy.version,
    name: spec.name,
    repId: rep?.id ?? null,
    configVersion: scope.configVersion,
    ...record,
    ...settled,
  }
  return { clock, steps: steps.map((step) => toStep(id, step, now)) }
}

/** The same clock gets the same id when a crash makes it start again. */
function clockId(parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('/')).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

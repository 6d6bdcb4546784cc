import { createHash } from 'node:crypto'
import type { Handoff } from '#domain/handoff/types.ts'
import type { PolicyClock, SlaPolicy } from '#domain/sla/policy.ts'
import { repClock } from '#domain/sla/merge.ts'
import { choosePolicy } from '#domain/sla/policy.ts'
import type { ClockRecord } from '#domain/sla/record.ts'
import { NO_FACTS, settleClock } from '#domain/sla/settle.ts'
import type { ClockStep, StoredClock } from '#ports/store/clocks.ts'
import type { Scope } from '../scope.ts'
import { recordOf } from './clock-looks.ts'
import { toStep } from './clock-steps.ts'
import { calendarFor } from './owner-hours.ts'

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

/** Null: the config has no calendar for it. */
function startClock(scope: Scope, handoff: Handoff, policy: SlaPolicy, spec: PolicyClock): StartedClock | null {
  const calendar = calendarFor(scope.config, spec, handoff)
  if (calendar === undefined) return null
  const isQualified = spec.start === 'qualified'
  const terms = {
    kind: spec.kind,
    calendar,
    targetSeconds: spec.targetSeconds,
    warnAt: spec.warnAt,
    pausedIn: spec.pausedIn,
    ladder: policy.escalation.filter(({ clock }) => clock === spec.name),
    startedAt: isQualified ? handoff.qualifiedAt : handoff.handedOverAt,
    events: [],
  }
  const startCause = isQualified ? 'qualified in HubSpot' : 'given to sales'
  const { handedOverAt } = handoff
  const names = { policy: policy.id, policyVersion: policy.version, name: spec.name, repId: null }
  return started(scope, handoff, [handoff.id, policy.id, spec.name], { ...names, ...terms, startCause }, handedOverAt)
}

/**
 * A clock of the new owner's own, by the terms that the lead's own has now: the whole target again, from now on. Time before he had the
 * lead is not his.
 */
export function startRepClock(scope: Scope, handoff: Handoff, lead: StoredClock): StartedClock {
  const now = scope.clock.now()
  const terms = repClock(recordOf(lead), handoff.ownerId, now)
  const parts = [handoff.id, lead.policy, lead.name, terms.repId, String(now)]
  const { policy, policyVersion, name } = lead
  return started(
    scope,
    handoff,
    parts,
    { policy, policyVersion, name, ...terms, startCause: 'given to a new owner' },
    now,
  )
}

type Beginning = Pick<StoredClock, 'policy' | 'policyVersion' | 'name' | 'repId' | 'startCause'> &
  Pick<ClockRecord, 'kind' | 'calendar' | 'targetSeconds' | 'warnAt' | 'pausedIn' | 'ladder' | 'startedAt' | 'events'>

function started(
  scope: Scope,
  handoff: Handoff,
  idParts: readonly string[],
  beginning: Beginning,
  knownSince: number,
): StartedClock {
  const now = scope.clock.now()
  const record = { ...beginning, breachedAt: null, detectedAt: null, breachVoided: null }
  const { steps, ...settled } = settleClock(record, NO_FACTS, now, knownSince)
  const id = clockId(idParts)
  const { linkId, cycle } = handoff
  const { configVersion } = scope
  const clock: StoredClock = { id, linkId, handoffId: handoff.id, cycle, configVersion, ...record, ...settled }
  return { clock, steps: steps.map((step) => toStep(id, step, now)) }
}

/** The same clock gets the same id when a crash makes it start again. */
function clockId(parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('/')).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

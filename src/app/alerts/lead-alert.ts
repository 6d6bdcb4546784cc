import { alertId } from '#domain/alerts/alert-id.ts'
import type { Alert, AlertKind } from '#domain/alerts/types.ts'
import type { Handoff } from '#domain/handoff/types.ts'
import type { Link } from '#domain/identity/link.ts'
import type { Instant } from '#domain/instant.ts'
import type { Rep, RepDirectory } from '#domain/routing/types.ts'
import { localMinuteOf } from '#domain/time.ts'
import type { Scope } from '../scope.ts'

/** The lead that an alert is about, as far as it is stored: no platform is asked to tell people something. */
export interface LeadToTell {
  readonly link: Link
  readonly handoff: Handoff
  /** Deadline of the clock that it is about, and the zone of its calendar; null: none. */
  readonly deadline: { readonly at: Instant; readonly timeZone: string } | null
}

export interface LeadEvent {
  readonly kind: AlertKind
  readonly subject: string
  readonly change: string
  readonly at: Instant
  /** Beside why it was handed over: what happened now. */
  readonly because?: string
  readonly alsoTo?: readonly string[]
}

/** An alert about a lead. The same event gives the same id, so it is told once. */
export function leadAlert(scope: Scope, reps: RepDirectory, lead: LeadToTell, event: LeadEvent): Alert {
  const { link, handoff, deadline } = lead
  return {
    id: alertId(event),
    kind: event.kind,
    at: event.at,
    linkId: link.id,
    handoffId: handoff.id,
    facts: {
      lead: nameOf(scope, link),
      company: valueOf(scope, link, 'company') ?? '',
      reason: event.because ?? handoff.reason,
      deadline: deadline === null ? 'no deadline' : localTime(deadline),
      owner: handoff.ownerName,
      urgency: handoff.urgency,
      campaign: handoff.campaign ?? '',
      policy: handoff.policy ?? '',
      link: `https://app.hubspot.com/contacts/${scope.connection.portalId}/record/0-1/${link.hubspotId ?? ''}`,
    },
    ownerEmail: handoff.ownerEmail,
    managerEmail: managerOf(scope, reps, handoff)?.email ?? null,
    alsoTo: event.alsoTo ?? [],
  }
}

const localTime = ({ at, timeZone }: NonNullable<LeadToTell['deadline']>): string =>
  `${localMinuteOf(at, timeZone).replace('T', ' ')} (${timeZone})`

/** Who answers for the owner: the manager that Salesforce names, else the fallback owner. Inactive managers are passed over. */
export function managerOf(scope: Scope, reps: RepDirectory, { ownerId }: Pick<Handoff, 'ownerId'>): Rep | null {
  const managerId = reps.byId.get(ownerId)?.managerId ?? null
  const manager = managerId === null ? undefined : reps.byId.get(managerId)
  if (manager?.active === true) return manager
  return reps.byEmail.get(scope.config.routing.fallbackOwner.trim().toLowerCase()) ?? null
}

/** What both sides last agreed on of a HubSpot property; null: nothing, or not mapped. */
function valueOf(scope: Scope, { base, salesforceObject }: Link, property: string): string | null {
  const maps = scope.config.fields[salesforceObject === 'Contact' ? 'contact-contact' : 'contact-lead']
  const map = maps.find(({ hubspot }) => hubspot === property)
  const agreed = map === undefined ? undefined : base[map.id]
  return agreed?.hubspot ?? agreed?.salesforce ?? null
}

function nameOf(scope: Scope, link: Link): string {
  const name = ['firstname', 'lastname'].flatMap((property) => valueOf(scope, link, property) ?? []).join(' ')
  return name === '' ? (valueOf(scope, link, 'email') ?? `contact ${link.hubspotId ?? link.id}`) : name
}

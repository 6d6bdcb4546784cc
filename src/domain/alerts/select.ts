import type { Alert, AlertKind, AlertsConfig, Channel } from './types.ts'

/** People whom rules and ladders name by what they are to the lead. */
export const PEOPLE = ['owner', 'manager'] as const
export type Person = (typeof PEOPLE)[number]

const isPerson = (name: string): name is Person => name === 'owner' || name === 'manager'

const EMAIL_PREFIX = 'email:'
/** Strict on purpose: an address comes from the CRM and goes into the envelope of a mail. */
const ADDRESS = /^[^\s\p{Cc}@<>()[\]\\,;:"]+@[^\s\p{Cc}@<>()[\]\\,;:"]+\.[^\s\p{Cc}@<>()[\]\\,;:"]+$/u

/** An address that a mail can go to, in lower case; null for anything else. */
export function mailAddress(raw: string | null): string | null {
  const address = raw?.trim().toLowerCase() ?? ''
  return address.length <= 254 && ADDRESS.test(address) ? address : null
}

/**
 * The channels of an alert, each once: those of every rule that fits, and those that the alert itself names. `owner` and `manager`
 * become `email:<address>`. Where no address is known the name stays as it is: a delivery that nobody can make, which is parked with
 * its reason and can be seen, instead of an alert that is lost.
 */
export function channelsFor(alert: Alert, rules: AlertsConfig['rules']): readonly string[] {
  const named = rules.filter((rule) => fits(rule, alert.kind, alert.facts.urgency)).flatMap(({ to }) => to)
  return [...new Set([...named, ...alert.alsoTo].map((name) => resolved(name, alert)))]
}

const fits = (rule: AlertsConfig['rules'][number], kind: AlertKind, urgency: string): boolean =>
  rule.on.includes(kind) && (rule.urgency.length === 0 || rule.urgency.includes(urgency))

function resolved(name: string, alert: Alert): string {
  if (!isPerson(name)) return name
  const address = mailAddress(name === 'owner' ? alert.ownerEmail : alert.managerEmail)
  return address === null ? name : EMAIL_PREFIX + address
}

/** Where a delivery goes, or why it cannot go anywhere until somebody mends something. */
export type Destination = { readonly channel: Channel } | { readonly missing: string }

/** The channel behind the name that a delivery carries, by the configuration that is active now. */
export function destinationOf(name: string, channels: AlertsConfig['channels']): Destination {
  const channel = Object.hasOwn(channels, name) ? channels[name] : undefined
  if (channel !== undefined) return { channel }
  if (name.startsWith(EMAIL_PREFIX)) {
    const address = mailAddress(name.slice(EMAIL_PREFIX.length))
    return address === null
      ? { missing: 'this is no address that a mail can go to: mend it in Salesforce' }
      : { channel: { type: 'email', to: [address] } }
  }
  if (isPerson(name))
    return {
      missing: `no e-mail address is known of the ${name}: give the user one in Salesforce; later alerts will find it`,
    }
  return {
    missing: `there is no channel "${name}" in the active configuration: add it to alerts.channels, then: tandem alerts resume --channel ${name}`,
  }
}

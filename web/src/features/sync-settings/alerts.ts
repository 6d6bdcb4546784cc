import type { Channel } from '#domain/alerts/types.ts'

export interface Rule {
  readonly on: readonly string[]
  readonly to: readonly string[]
  readonly urgency?: readonly string[]
}

/** The section as it is written. */
export interface Alerts {
  readonly channels: Readonly<Record<string, Channel>>
  readonly rules: readonly Rule[]
  readonly grouping: { readonly windowSeconds?: number; readonly most?: number }
  readonly keepDays: number
  readonly templates: Readonly<Record<string, string>>
}

/** A channel of another kind keeps what both kinds have: the name of its variable. */
export function ofType(type: Channel['type'], before: Channel): Channel {
  const variable = 'urlFrom' in before ? before.urlFrom : ''
  if (type === 'email') return { type, to: before.type === 'email' ? before.to : [] }
  if (type === 'webhook')
    return { type, urlFrom: variable, secretFrom: before.type === 'webhook' ? before.secretFrom : '' }
  return { type, urlFrom: variable }
}

/** Rules without a channel that is gone; a rule that told nobody else goes with it. */
export const withoutChannel = (rules: readonly Rule[], name: string): readonly Rule[] =>
  rules.flatMap((rule) => {
    if (!rule.to.includes(name)) return [rule]
    const to = rule.to.filter((one) => one !== name)
    return to.length === 0 ? [] : [{ ...rule, to }]
  })

/** What counts where the document says nothing. */
export const ALERT_DEFAULTS = { windowSeconds: 60, most: 5, keepDays: 90 } as const

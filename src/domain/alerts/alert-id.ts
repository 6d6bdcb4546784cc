import type { AlertKind } from './types.ts'

/** What happened, to what, and which of its changes it is: the same three give the same id. */
export interface AlertEvent {
  readonly kind: AlertKind
  /** What it is about: a clock, a handoff, a connection. */
  readonly subject: string
  /** Which change of its state; the same event must always be named alike: a step ("warn:0.5"), an instant, a counter. */
  readonly change: string
}

/** Separators of ids, and blanks, which no header of a request takes. */
const RESERVED = /[%/:\s]/g

/**
 * The id of an alert: however often and by however many workers the event is noticed, it is one alert.
 * @returns "kind:subject:change"; two different events never have the same, whatever is in their names.
 */
export const alertId = ({ kind, subject, change }: AlertEvent): string =>
  [kind, subject, change].map((part) => part.replaceAll(RESERVED, (c) => `%${c.charCodeAt(0).toString(16)}.`)).join(':')

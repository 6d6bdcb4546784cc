import * as z from 'zod'

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 }

/** Business time as people write it: "30m", "4h", "90s". Days are left out on purpose: a business day has no fixed length. */
export const duration = z
  .string()
  .regex(/^\d+[smh]$/, 'write a duration as a number and a unit: 30m, 4h or 90s')
  .transform((text) => Number(text.slice(0, -1)) * (UNITS[text.slice(-1)] ?? 1))
  .describe('Business time: 90s, 30m or 4h.')

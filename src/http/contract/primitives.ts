import * as z from 'zod'

/** Money on the wire: whole minor units as a decimal string, because a JSON number loses cents above 2^53. */
export const minorUnits = z
  .string()
  .regex(/^-?\d+$/, 'whole minor units, such as "1054" for 10.54')
  .meta({ description: 'Whole minor units of the currency, as a decimal string', examples: ['100055340'] })

export const instant = z.iso
  .datetime()
  .meta({ description: 'Instant in UTC, ISO 8601', examples: ['2026-03-02T09:30:00.000Z'] })

export const day = z.iso.date().meta({ description: 'Calendar day in UTC', examples: ['2026-03-02'] })

export const orgDay = z.iso
  .date()
  .meta({ description: 'Calendar day in the time zone of the Salesforce org', examples: ['2026-03-02'] })

export const currencyCode = z
  .string()
  .regex(/^[A-Z]{3}$/, 'an ISO 4217 code, such as "USD"')
  .meta({ description: 'ISO 4217 currency code', examples: ['USD', 'EUR'] })

export const count = z.int().min(0)

/**
 * Canonical values: the one form in which values of both CRMs are compared, stored and written.
 *
 * A value is `null` (blank: HubSpot's "" and null, Salesforce's null) or a string whose form follows from its type:
 * text and html as they are without leading or trailing white space, lines parted by LF; email lower case; number plain decimal
 * ("1500", "-0.5", no exponent, no trailing zeros; a percentage as its platform writes it); boolean "true" | "false";
 * date "YYYY-MM-DD"; datetime "YYYY-MM-DDTHH:mm:ss.sssZ"; time of day "HH:mm:ss.sss";
 * picklist the option's value (not its label); multi-picklist the option values sorted by code unit, joined with ";";
 * reference the id on its own side. Connectors convert at the edge, so equality is `===`.
 */
export type Canonical = string | null

export const VALUE_TYPES = [
  'text',
  'html',
  'email',
  'phone',
  'number',
  'boolean',
  'date',
  'datetime',
  'time',
  'picklist',
  'multi-picklist',
  'reference',
] as const
export type ValueType = (typeof VALUE_TYPES)[number]

export type Values = Readonly<Record<string, Canonical>>

export type FieldType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'picklist'
  | 'multipicklist'
  | 'combobox'
  | 'email'
  | 'phone'
  | 'url'
  | 'boolean'
  | 'int'
  | 'double'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'reference'
  | 'address'
  | 'anyType'

export interface PicklistValue {
  readonly value: string
  readonly label: string
  readonly isDefault: boolean
}

/** What describe tells about a field, without the parts that follow from these. */
export interface FieldDef {
  readonly name: string
  readonly label: string
  readonly type: FieldType
  readonly length: number
  readonly precision: number
  readonly scale: number
  readonly nillable: boolean
  readonly createable: boolean
  readonly updateable: boolean
  readonly defaultedOnCreate: boolean
  readonly restrictedPicklist: boolean
  readonly picklist: readonly PicklistValue[]
  readonly referenceTo: readonly string[]
  readonly relationshipName: string | null
  /** Name under which the parent sees these rows, e.g. "Contacts" on Account; null when it does not. */
  readonly childRelationshipName: string | null
  readonly compoundFieldName: string | null
  readonly nameField: boolean
  readonly idLookup: boolean
  readonly custom: boolean
  readonly externalId: boolean
  readonly unique: boolean
  readonly caseSensitive: boolean
  readonly defaultValue: string | number | boolean | null
  readonly inlineHelpText: string | null
  /** How numbers given by the platform look, e.g. `A-{0000}`; null for all other fields. */
  readonly autoNumber: string | null
  readonly isRichText: boolean
}

const LENGTHS: Partial<Record<FieldType, number>> = {
  id: 18,
  reference: 18,
  phone: 40,
  email: 80,
  url: 255,
  picklist: 255,
  combobox: 255,
  textarea: 255,
  string: 255,
}

/** A field with the usual properties of its type; `given` says what is different. */
export function field(given: Partial<FieldDef> & Pick<FieldDef, 'name' | 'label' | 'type'>): FieldDef {
  const money = given.type === 'currency' || given.type === 'double' || given.type === 'percent'
  return {
    length: LENGTHS[given.type] ?? 0,
    precision: money ? 18 : 0,
    scale: given.type === 'currency' ? 2 : 0,
    nillable: false,
    createable: false,
    updateable: false,
    defaultedOnCreate: given.type === 'boolean',
    restrictedPicklist: false,
    picklist: [],
    referenceTo: [],
    relationshipName: null,
    childRelationshipName: null,
    compoundFieldName: null,
    nameField: false,
    idLookup: given.type === 'id' || given.type === 'email',
    custom: false,
    externalId: false,
    unique: false,
    caseSensitive: false,
    defaultValue: given.type === 'boolean' ? false : null,
    inlineHelpText: null,
    autoNumber: null,
    isRichText: false,
    ...given,
  }
}

/**
 * Reads a table of fields, one a line: `name|label|type length[,scale]|flags|extras...`.
 * Flags: N nillable, C createable, U updateable, D defaulted on create, R restricted picklist, F name field,
 * L usable to look a record up. Extras: `>Account,User as Owner of Contacts` (reference), `=a;b*;c` (picklist, * default),
 * `~Address` (part of a compound field).
 */
export function parseFields(table: string): FieldDef[] {
  return table
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map(parseLine)
}

function parseLine(line: string): FieldDef {
  const [name = '', label = '', kind = '', flags = '', ...extras] = line.split('|')
  const [type = '', size = ''] = kind.split(' ')
  const [length = '', scale = ''] = size.split(',')
  const given: { -readonly [K in keyof FieldDef]?: FieldDef[K] } = {
    nillable: flags.includes('N'),
    createable: flags.includes('C'),
    updateable: flags.includes('U'),
    restrictedPicklist: flags.includes('R'),
    nameField: flags.includes('F'),
  }
  if (flags.includes('D')) given.defaultedOnCreate = true
  if (flags.includes('L')) given.idLookup = true
  if (scale !== '') {
    given.precision = Number(length)
    given.scale = Number(scale)
  } else if (length !== '') given.length = Number(length)
  for (const extra of extras) Object.assign(given, parseExtra(extra))
  return field({ ...given, name, label, type: type as FieldType })
}

function parseExtra(extra: string): Partial<FieldDef> {
  const rest = extra.slice(1)
  if (extra.startsWith('~')) return { compoundFieldName: rest }
  if (extra.startsWith('=')) {
    const picklist = picklistOf(rest.split(';'))
    return { picklist, defaultValue: picklist.find((entry) => entry.isDefault)?.value ?? null }
  }
  const [parent = '', childRelationshipName = ''] = rest.split(' of ')
  const [target = '', relationshipName = ''] = parent.split(' as ')
  return {
    referenceTo: target.split(','),
    relationshipName: relationshipName === '' ? null : relationshipName,
    childRelationshipName: childRelationshipName === '' ? null : childRelationshipName,
  }
}

/** Picklist values; a trailing `*` marks the default. */
export function picklistOf(values: readonly string[]): PicklistValue[] {
  return values.map((raw) => {
    const isDefault = raw.endsWith('*')
    const value = isDefault ? raw.slice(0, -1) : raw
    return { value, label: value, isDefault }
  })
}

const TEXT: ReadonlySet<FieldType> = new Set([
  'string',
  'textarea',
  'picklist',
  'multipicklist',
  'combobox',
  'email',
  'phone',
  'url',
])

export function isText(type: FieldType): boolean {
  return TEXT.has(type)
}

export function isNumber(type: FieldType): boolean {
  return type === 'int' || type === 'double' || type === 'currency' || type === 'percent'
}

/** Long text cannot stand in WHERE, ORDER BY or GROUP BY. */
export function isFilterable(field: FieldDef): boolean {
  return field.type !== 'address' && field.type !== 'anyType' && !(field.type === 'textarea' && field.length > 255)
}

/** Whether field-level security can be set: not for required fields, system fields and parts of compound fields. */
export function isPermissionable(field: FieldDef): boolean {
  if (field.compoundFieldName !== null) return false
  if (field.custom) return field.nillable || field.type === 'boolean'
  return field.nillable && (field.createable || field.updateable)
}

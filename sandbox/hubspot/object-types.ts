/** One row per object type: everything that differs between types and is not a property. */
export interface ObjectType {
  /** Plural name, also the key of the state. */
  readonly name: string
  readonly typeId: string
  readonly singular: string
  /** As written in messages, e.g. CONTACT. */
  readonly upper: string
  /** Contacts call it `lastmodifieddate`, all other objects `hs_lastmodifieddate`. */
  readonly modifiedProperty: string
  readonly createdProperty: string
  /** Properties a read gives when none are asked for. */
  readonly defaultProperties: readonly string[]
  /** Property that holds a stage, if any: its `hs_v2_date_entered_*` dates are kept. */
  readonly stageProperty: string | null
  readonly firstId: number
  /** Text properties that `query` of a search looks at. */
  readonly queryProperties: readonly string[]
  /** Scope family, `crm.objects.<family>.read`. */
  readonly scope: string
}

/** https://developers.hubspot.com/docs/api-reference/latest/crm/search-the-crm lists default properties per object. */
export const objectTypes: readonly ObjectType[] = [
  {
    name: 'contacts',
    typeId: '0-1',
    singular: 'contact',
    upper: 'CONTACT',
    modifiedProperty: 'lastmodifieddate',
    createdProperty: 'createdate',
    defaultProperties: ['createdate', 'email', 'firstname', 'hs_object_id', 'lastmodifieddate', 'lastname'],
    stageProperty: 'lifecyclestage',
    firstId: 171_591_000_101,
    queryProperties: ['firstname', 'lastname', 'email', 'phone', 'company', 'hs_additional_emails'],
    scope: 'contacts',
  },
  {
    name: 'companies',
    typeId: '0-2',
    singular: 'company',
    upper: 'COMPANY',
    modifiedProperty: 'hs_lastmodifieddate',
    createdProperty: 'createdate',
    defaultProperties: ['name', 'domain', 'createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    stageProperty: 'lifecyclestage',
    firstId: 32_410_000_101,
    queryProperties: ['name', 'domain', 'website', 'phone'],
    scope: 'companies',
  },
  {
    name: 'deals',
    typeId: '0-3',
    singular: 'deal',
    upper: 'DEAL',
    modifiedProperty: 'hs_lastmodifieddate',
    createdProperty: 'createdate',
    defaultProperties: [
      'dealname',
      'amount',
      'closedate',
      'pipeline',
      'dealstage',
      'createdate',
      'hs_lastmodifieddate',
      'hs_object_id',
    ],
    stageProperty: 'dealstage',
    firstId: 46_730_000_101,
    queryProperties: ['dealname', 'description', 'dealtype'],
    scope: 'deals',
  },
  {
    name: 'tasks',
    typeId: '0-27',
    singular: 'task',
    upper: 'TASK',
    modifiedProperty: 'hs_lastmodifieddate',
    createdProperty: 'hs_createdate',
    defaultProperties: ['hs_createdate', 'hs_lastmodifieddate', 'hs_object_id'],
    stageProperty: null,
    firstId: 81_950_000_101,
    queryProperties: ['hs_task_subject', 'hs_task_body'],
    // Tasks need the scopes of the objects they are associated with; contacts stand for them.
    scope: 'contacts',
  },
]

const byWord = new Map<string, ObjectType>(
  objectTypes.flatMap((type) => [type.name, type.singular, type.typeId].map((word) => [word, type] as const)),
)

/** Names in the plural or singular and type ids are interchangeable in paths. */
export function objectTypeOf(word: string): ObjectType | undefined {
  return byWord.get(word.toLowerCase())
}

/** For words that come from our own tables. */
export function knownObjectType(word: string): ObjectType {
  const type = objectTypeOf(word)
  if (type === undefined) throw new Error(`no object type ${word}`)
  return type
}

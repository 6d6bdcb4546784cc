import type { Row, Table } from '../records/table.ts'
import { exactKey } from '../records/keys.ts'
import { goesWith } from './cascades.ts'
import type { FieldDef, PicklistValue } from './fields.ts'
import { field } from './fields.ts'
import type { Currencies } from './objects/currency.ts'
import type { ObjectDef } from './objects/index.ts'
import { standardObjects } from './objects/index.ts'
import { recordTypeField, recordTypesOf } from './record-types.ts'
import type { CustomObject } from './custom-object.ts'
import { customObjectDef } from './custom-object.ts'
import { objectRights, withRights } from './object-rights.ts'

/** A custom field as stored: plain JSON, part of every snapshot. `object` is `Activity` for fields of Task and Event. */
export interface CustomField {
  readonly id: string
  readonly object: string
  readonly description: string | null
  readonly required: boolean
  readonly metadata: Readonly<Record<string, unknown>>
  readonly def: FieldDef
}

/** An object as one user sees it: fields without read permission are not there, those without edit are read-only. */
export interface ObjectView {
  readonly def: ObjectDef
  readonly fields: readonly FieldDef[]
  /** By lower-case name: names in requests and queries are case-insensitive. */
  readonly byName: ReadonlyMap<string, FieldDef>
  /** By lower-case relationship name, e.g. "owner". */
  readonly byRelationship: ReadonlyMap<string, FieldDef>
}

/** A relationship seen from the parent, e.g. Contacts of Account. */
export interface ChildRelationship {
  readonly name: string
  readonly childObject: string
  readonly field: FieldDef
  /** Whether the row goes when the parent is deleted. */
  readonly cascades: boolean
}

type TableOf = (name: string) => Table

/** What objects and fields there are, and who may see them. */
export class Catalog {
  readonly #objects = new Map<string, ObjectDef>()
  readonly #tableOf: TableOf
  #custom: CustomField[] = []
  #customObjects: CustomObject[] = []
  #views = new Map<string, ObjectView>()

  readonly #currencies: Currencies | null

  constructor(
    tableOf: TableOf,
    picklists: Readonly<Record<string, readonly PicklistValue[]>>,
    currencies: Currencies | null,
  ) {
    this.#tableOf = tableOf
    this.#currencies = currencies
    for (const standard of standardObjects(currencies)) {
      const fields = standard.fields.map((entry) => {
        const picklist = picklists[`${standard.name}.${entry.name}`]
        if (!picklist) return entry
        return { ...entry, picklist, defaultValue: picklist.find((value) => value.isDefault)?.value ?? null }
      })
      this.#objects.set(standard.name.toLowerCase(), { ...standard, fields })
    }
  }

  get customFields(): readonly CustomField[] {
    return this.#custom
  }

  setCustomFields(fields: readonly CustomField[]): void {
    this.#custom = [...fields]
    this.forgetViews()
  }

  get customObjects(): readonly CustomObject[] {
    return this.#customObjects
  }

  setCustomObjects(objects: readonly CustomObject[]): void {
    for (const known of this.#customObjects) this.#objects.delete(known.name.toLowerCase())
    this.#customObjects = [...objects]
    for (const object of objects)
      this.#objects.set(object.name.toLowerCase(), customObjectDef(object, this.#currencies))
    this.forgetViews()
  }

  /** To be called when permissions or fields changed. */
  forgetViews(): void {
    this.#views = new Map()
  }

  objects(): readonly ObjectDef[] {
    return [...this.#objects.values()]
  }

  /** Any case of the name; null when there is no such object. */
  object(name: string): ObjectDef | null {
    return this.#objects.get(name.toLowerCase()) ?? null
  }

  objectOfId(id: string): ObjectDef | null {
    for (const def of this.#objects.values()) if (def.keyPrefix === id.slice(0, 3)) return def
    return null
  }

  /** Every field, visible or not: what the platform itself works with. */
  allFields(name: string): readonly FieldDef[] {
    const def = this.object(name)
    if (!def) return []
    return [...def.fields, ...this.#recordTypeField(def), ...this.customFieldsOf(def.name).map((custom) => custom.def)]
  }

  #recordTypeField(def: ObjectDef): FieldDef[] {
    const table = this.#tableOf('RecordType')
    return table.size === 0 ? [] : recordTypeField(recordTypesOf(table, def.name))
  }

  customFieldsOf(object: string): readonly CustomField[] {
    const activity = object === 'Task' || object === 'Event'
    return this.#custom.filter((entry) => entry.object === object || (activity && entry.object === 'Activity'))
  }

  /** An object with all its fields: what the platform itself and administrators' rules work with. */
  systemView(name: string): ObjectView | null {
    const key = `|${name.toLowerCase()}`
    const def = this.object(name)
    const known = this.#views.get(key)
    if (known || !def) return known ?? null
    const view = makeView(def, this.allFields(def.name))
    this.#views.set(key, view)
    return view
  }

  /** Null when there is no such object, or the user may not read it. */
  view(name: string, userId: string): ObjectView | null {
    const key = `${userId}|${name.toLowerCase()}`
    const known = this.#views.get(key)
    if (known) return known
    const full = this.object(name)
    const def = full === null ? null : withRights(full, objectRights(this.#tableOf, full.name, userId))
    if (!def) return null
    const fields = [...def.fields, ...this.#recordTypeField(def), ...this.#visibleCustomFields(def.name, userId)]
    const view = makeView(def, fields)
    this.#views.set(key, view)
    return view
  }

  childRelationships(parent: string): readonly ChildRelationship[] {
    return this.objects().flatMap((def) =>
      this.allFields(def.name).flatMap((field) =>
        field.childRelationshipName !== null && field.referenceTo.includes(parent)
          ? [
              {
                name: field.childRelationshipName,
                childObject: def.name,
                field,
                cascades: goesWith(parent, def.name, field.name),
              },
            ]
          : [],
      ),
    )
  }

  /**
   * A field made through the API is visible to nobody, administrators included, until FieldPermissions of a permission
   * set that the user has say so; a universally required field is always visible.
   * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_fieldpermissions.htm
   */
  #visibleCustomFields(object: string, userId: string): FieldDef[] {
    const custom = this.customFieldsOf(object)
    if (custom.length === 0) return []
    const granted = this.#grants(userId)
    return custom.flatMap((entry): FieldDef[] => {
      if (entry.required) return [entry.def]
      const grant = granted.get(`${object}.${entry.def.name}`)
      if (grant === undefined) return []
      return [grant === 'edit' ? entry.def : { ...entry.def, createable: false, updateable: false }]
    })
  }

  #grants(userId: string): Map<string, 'read' | 'edit'> {
    const grants = new Map<string, 'read' | 'edit'>()
    const permissions = this.#tableOf('FieldPermissions')
    for (const setId of this.#permissionSetsOf(userId)) {
      for (const id of permissions.idsWhere('ParentId', setId, exactKey)) {
        const row = permissions.get(id)
        if (!row) continue
        const field = String(row['Field'])
        if (row['PermissionsEdit'] === true) grants.set(field, 'edit')
        else if (row['PermissionsRead'] === true && !grants.has(field)) grants.set(field, 'read')
      }
    }
    return grants
  }

  #permissionSetsOf(userId: string): string[] {
    const profileId = this.#tableOf('User').get(userId)?.['ProfileId'] ?? null
    const assigned = rowsOf(this.#tableOf('PermissionSetAssignment')).filter((row) => row['AssigneeId'] === userId)
    const ofProfile = rowsOf(this.#tableOf('PermissionSet')).filter(
      (row) => profileId !== null && row['ProfileId'] === profileId,
    )
    return [...assigned.map((row) => String(row['PermissionSetId'])), ...ofProfile.map((row) => String(row['Id']))]
  }
}

function rowsOf(table: Table): Row[] {
  return [...table.rows()]
}

function makeView(def: ObjectDef, fields: readonly FieldDef[]): ObjectView {
  const byRelationship = new Map<string, FieldDef>()
  for (const entry of fields) {
    if (entry.relationshipName !== null) byRelationship.set(entry.relationshipName.toLowerCase(), entry)
  }
  return { def, fields, byName: new Map(fields.map((entry) => [entry.name.toLowerCase(), entry])), byRelationship }
}

/**
 * What a polymorphic relationship (Owner, Who, What) can be asked for.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_name.htm
 */
export const NAME_VIEW: ObjectView = makeView(
  {
    name: 'Name',
    label: 'Name',
    labelPlural: 'Names',
    keyPrefix: '',
    fields: [],
    createable: false,
    updateable: false,
    deletable: false,
    tooling: false,
    hasRecycleBin: false,
  },
  [
    field({ name: 'Id', label: 'Name ID', type: 'id' }),
    field({ name: 'Type', label: 'Type', type: 'picklist' }),
    ...['Name', 'FirstName', 'LastName', 'Title', 'Username', 'Alias'].map((name) =>
      field({ name, label: name, type: 'string', nillable: true }),
    ),
    field({ name: 'Email', label: 'Email', type: 'email', nillable: true }),
    field({ name: 'Phone', label: 'Phone', type: 'phone', nillable: true }),
    field({ name: 'IsActive', label: 'Active', type: 'boolean' }),
    field({ name: 'ProfileId', label: 'Profile ID', type: 'reference', referenceTo: ['Profile'] }),
    field({ name: 'UserRoleId', label: 'Role ID', type: 'reference', referenceTo: ['UserRole'] }),
  ],
)

import { afterEach, beforeEach, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { KEY_FIELD, startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'

const PERMISSIONS =
  'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_fieldpermissions.htm'
const permissions = (says: string) => ({ evidence: 'documented', at: PERMISSIONS, says }) as const

let org: Started
beforeEach(async () => {
  org = await startSandbox()
})
afterEach(() => org.stop())

const define = (FullName: string, Metadata: Record<string, unknown>) =>
  org.admin.tooling.create('CustomField', { FullName, Metadata })
const fieldsOf = async (object: string) => (await org.conn.sobject(object).describe()).fields
const fieldOf = async (object: string, name: string) => (await fieldsOf(object)).find((field) => field.name === name)

/** A permission set of the integration user. */
async function permissionSet(): Promise<string> {
  const { id } = await org.admin.sobject('PermissionSet').create({ Name: 'Sync', Label: 'Sync' })
  const { user_id: AssigneeId } = await org.conn.identity()
  await org.admin.sobject('PermissionSetAssignment').create({ AssigneeId, PermissionSetId: String(id) })
  return String(id)
}

const permit = (ParentId: string, Field: string, PermissionsRead: boolean, PermissionsEdit: boolean) =>
  org.admin
    .sobject('FieldPermissions')
    .create({ ParentId, SobjectType: Field.split('.')[0], Field, PermissionsRead, PermissionsEdit })

rule(
  'nobody sees a new field, administrators included, until field permissions say so',
  {
    evidence: 'reported',
    at: 'https://salesforce.stackexchange.com/questions/208307',
    says: 'a field made by the Tooling or Metadata API has no field-level security: describe omits it and writes give INVALID_FIELD',
  },
  async () => {
    await define('Lead.Tandem_Key__c', KEY_FIELD)
    for (const conn of [org.conn, org.admin]) {
      const { fields } = await conn.sobject('Lead').describe()
      expect(fields.map((field) => field.name)).not.toContain('Tandem_Key__c')
      await expect(
        conn.sobject('Lead').create({ LastName: 'A', Company: 'C', Tandem_Key__c: 'k' }),
      ).rejects.toMatchObject({
        errorCode: 'INVALID_FIELD',
        message: "No such column 'Tandem_Key__c' on sobject of type Lead",
      })
      await expect(conn.query('SELECT Tandem_Key__c FROM Lead')).rejects.toMatchObject({ errorCode: 'INVALID_FIELD' })
    }
    await permit(await permissionSet(), 'Lead.Tandem_Key__c', true, true)
    expect(await fieldOf('Lead', 'Tandem_Key__c')).toMatchObject({
      custom: true,
      externalId: true,
      unique: true,
      idLookup: true,
      length: 80,
      updateable: true,
    })
    // Only who has the permission set.
    await expect(org.admin.query('SELECT Tandem_Key__c FROM Lead')).rejects.toMatchObject({
      errorCode: 'INVALID_FIELD',
    })
  },
)

rule(
  'who may only read a field cannot write it',
  permissions('PermissionsRead and PermissionsEdit; edit depends on read'),
  async () => {
    await define('Lead.Tandem_Key__c', KEY_FIELD)
    const set = await permissionSet()
    await expect(permit(set, 'Lead.Tandem_Key__c', false, true)).rejects.toMatchObject({
      errorCode: 'FIELD_INTEGRITY_EXCEPTION',
    })
    await permit(set, 'Lead.Tandem_Key__c', true, false)
    expect(await fieldOf('Lead', 'Tandem_Key__c')).toMatchObject({ createable: false, updateable: false })
    await expect(
      org.conn.sobject('Lead').create({ LastName: 'A', Company: 'C', Tandem_Key__c: 'k' }),
    ).rejects.toMatchObject({
      errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE',
    })
  },
)

rule(
  'required fields have no permissions and are seen by all',
  permissions('required fields cannot be given permissions: they are always readable and editable'),
  async () => {
    await define('Lead.Region__c', { type: 'Text', label: 'Region', length: 20, required: true })
    expect(await fieldOf('Lead', 'Region__c')).toMatchObject({ nillable: false, permissionable: false })
    await expect(permit(await permissionSet(), 'Lead.Region__c', true, true)).rejects.toMatchObject({
      errorCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    })
    await expect(org.conn.sobject('Lead').create({ LastName: 'A', Company: 'C' })).rejects.toMatchObject({
      errorCode: 'REQUIRED_FIELD_MISSING',
    })
  },
)

rule(
  'parts of compound fields take no permissions',
  {
    evidence: 'reported',
    at: 'https://salesforce.stackexchange.com/questions/97912',
    says: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST "Field Name: bad value for restricted picklist field: Contact.MailingCity"',
  },
  async () => {
    await expect(permit(await permissionSet(), 'Contact.MailingCity', true, true)).rejects.toMatchObject({
      errorCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      message: 'Field Name: bad value for restricted picklist field: Contact.MailingCity',
    })
  },
)

rule(
  'permissions of an Activity field are given for Task and for Event apart',
  { evidence: 'assumed', at: PERMISSIONS, says: 'SobjectType of a FieldPermissions row is Task or Event' },
  async () => {
    await define('Activity.Tandem_Key__c', KEY_FIELD)
    const set = await permissionSet()
    await permit(set, 'Task.Tandem_Key__c', true, true)
    expect(await fieldOf('Task', 'Tandem_Key__c')).toBeDefined()
    expect(await fieldOf('Event', 'Tandem_Key__c')).toBeUndefined()
    await permit(set, 'Event.Tandem_Key__c', true, false)
    expect(await fieldOf('Event', 'Tandem_Key__c')).toMatchObject({ updateable: false })
  },
)

rule(
  'a permission set is assigned once to a user, and its names are unique',
  {
    evidence: 'documented',
    at: 'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_permissionset.htm',
    says: 'Name is unique; DUPLICATE_VALUE for a second assignment',
  },
  async () => {
    const PermissionSetId = await permissionSet()
    const { user_id: AssigneeId } = await org.conn.identity()
    await expect(
      org.admin.sobject('PermissionSetAssignment').create({ AssigneeId, PermissionSetId }),
    ).rejects.toMatchObject({
      errorCode: 'DUPLICATE_VALUE',
    })
    await expect(org.admin.sobject('PermissionSet').create({ Name: 'Sync', Label: 'Again' })).rejects.toMatchObject({
      errorCode: 'DUPLICATE_DEVELOPER_NAME',
    })
    await expect(org.admin.sobject('PermissionSet').create({ Name: 'no spaces', Label: 'x' })).rejects.toMatchObject({
      errorCode: 'INVALID_FIELD',
    })
  },
)

rule(
  'taking a permission set away takes its fields away',
  permissions('permissions are those of all permission sets that a user has'),
  async () => {
    await define('Lead.Tandem_Key__c', KEY_FIELD)
    const set = await permissionSet()
    await permit(set, 'Lead.Tandem_Key__c', true, true)
    expect(await fieldOf('Lead', 'Tandem_Key__c')).toBeDefined()
    const soql = `SELECT Id FROM PermissionSetAssignment WHERE PermissionSetId = '${set}'`
    const [assignment] = (await org.admin.query(soql)).records
    await org.admin.sobject('PermissionSetAssignment').destroy(String(assignment?.['Id']))
    expect(await fieldOf('Lead', 'Tandem_Key__c')).toBeUndefined()
  },
)

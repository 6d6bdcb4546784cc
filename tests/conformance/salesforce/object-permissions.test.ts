import type { Connection } from 'jsforce'
import { afterEach, beforeEach, expect } from 'vitest'
import type { Started } from '#sandbox/salesforce/test/start.ts'
import { startSandbox } from '#sandbox/salesforce/test/start.ts'
import { rule } from '../rule.ts'
import { addUser, codes, connectAs, refused } from './org-setup.ts'

const OBJECTS =
  'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_objectpermissions.htm'
const CODES = 'https://developer.salesforce.com/docs/platform/api-rest/guide/errorcodes.html'
const READER = 'reader@tandem.example'

let org: Started
let reader: Connection
let lead: string
beforeEach(async () => {
  org = await startSandbox()
  lead = String((await org.conn.sobject('Lead').create({ LastName: 'Lovelace', Company: 'Engines' })).id)
  const userId = await addUser(org, READER, 'Minimum Access - Salesforce')
  const set = await org.admin.sobject('PermissionSet').create({ Name: 'Reading', Label: 'Reading' })
  await org.admin.sobject('PermissionSetAssignment').create({ AssigneeId: userId, PermissionSetId: set.id })
  await grant(String(set.id), { PermissionsRead: true })
  reader = await connectAs(org, READER)
})
afterEach(() => org.stop())

const grant = (ParentId: string, permissions: Record<string, boolean>) =>
  org.admin.sobject('ObjectPermissions').create({ ParentId, SobjectType: 'Lead', ...permissions })
const setId = async () => {
  const found = await org.admin.query<{ Id: string }>("SELECT Id FROM PermissionSet WHERE Name = 'Reading'")
  return String(found.records[0]?.Id)
}

rule(
  'a user without create gets CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
  { evidence: 'reported', at: CODES, says: '400 "entity type cannot be inserted: Lead"' },
  async () => {
    expect(await refused(reader.sobject('Lead').create({ LastName: 'x', Company: 'y' }))).toMatchObject({
      name: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      message: 'entity type cannot be inserted: Lead',
    })
    const results = await reader.sobject('Lead').create([{ LastName: 'x', Company: 'y' }])
    expect(codes(results)).toEqual(['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY'])
  },
)

rule(
  'a user without edit or delete gets INSUFFICIENT_ACCESS_OR_READONLY with 403',
  {
    evidence: 'reported',
    at: CODES,
    says: '403 [{"message":"insufficient access rights on object id","errorCode":"INSUFFICIENT_ACCESS_OR_READONLY"}]',
  },
  async () => {
    const error = {
      name: 'INSUFFICIENT_ACCESS_OR_READONLY',
      message: 'insufficient access rights on object id',
    }
    expect(await refused(reader.sobject('Lead').update({ Id: lead, Title: 'CTO' }))).toMatchObject(error)
    expect(await refused(reader.sobject('Lead').destroy(lead))).toMatchObject(error)
    const answer = await org.request(
      'PATCH',
      `/services/data/v68.0/sobjects/Lead/${lead}`,
      { Title: 'CTO' },
      {
        authorization: `Bearer ${String(reader.accessToken)}`,
      },
    )
    expect([answer.status, answer.body]).toEqual([403, [{ message: error.message, errorCode: error.name }]])
  },
)

rule(
  'a describe tells the user what may be done, and an object without read is not there',
  {
    evidence: 'documented',
    at: OBJECTS,
    says: 'PermissionsRead: users can view only records of this type; without it the object is hidden.',
  },
  async () => {
    expect(await reader.describe('Lead')).toMatchObject({ createable: false, updateable: false, deletable: false })
    expect((await reader.query('SELECT Id FROM Lead')).totalSize).toBe(1)
    expect((await refused(reader.query('SELECT Id FROM Contact'))).name).toBe('INVALID_TYPE')
    expect((await refused(reader.describe('Contact'))).name).toBe('NOT_FOUND')
    expect((await refused(reader.sobject('Contact').create({ LastName: 'x' }))).name).toBe('NOT_FOUND')
  },
)

rule(
  'a permission set that is granted afterwards counts at once',
  {
    evidence: 'documented',
    at: OBJECTS,
    says: 'Permissions of the profile and of all assigned permission sets add up.',
  },
  async () => {
    const second = await org.admin.sobject('PermissionSet').create({ Name: 'Writing', Label: 'Writing' })
    const granted = await grant(String(second.id), {
      PermissionsRead: true,
      PermissionsCreate: true,
      PermissionsEdit: true,
    })
    expect((await refused(reader.sobject('Lead').update({ Id: lead, Title: 'CTO' }))).name).toBe(
      'INSUFFICIENT_ACCESS_OR_READONLY',
    )
    const { user_id: AssigneeId } = await reader.identity()
    await org.admin.sobject('PermissionSetAssignment').create({ AssigneeId, PermissionSetId: second.id })
    expect((await reader.sobject('Lead').update({ Id: lead, Title: 'CTO' })).success).toBe(true)
    expect((await reader.sobject('Lead').create({ LastName: 'x', Company: 'y' })).success).toBe(true)
    expect((await refused(reader.sobject('Lead').destroy(lead))).name).toBe('INSUFFICIENT_ACCESS_OR_READONLY')
    await org.admin.sobject('ObjectPermissions').destroy(String(granted.id))
    expect((await refused(reader.sobject('Lead').update({ Id: lead, Title: 'CEO' }))).name).toBe(
      'INSUFFICIENT_ACCESS_OR_READONLY',
    )
  },
)

rule(
  'profiles bring object permissions of their own, which ObjectPermissions shows',
  {
    evidence: 'documented',
    at: OBJECTS,
    says: 'Each profile owns a permission set; Parent.IsOwnedByProfile tells it.',
  },
  async () => {
    const found = await org.admin.query(
      "SELECT SobjectType, PermissionsCreate FROM ObjectPermissions WHERE Parent.IsOwnedByProfile = true AND Parent.Profile.Name = 'Standard User' ORDER BY SobjectType",
    )
    expect(found.records).toMatchObject(
      ['Account', 'Campaign', 'Contact', 'Lead', 'Opportunity'].map((SobjectType) => ({
        SobjectType,
        PermissionsCreate: true,
      })),
    )
    await addUser(org, 'rep@tandem.example')
    const rep = await connectAs(org, 'rep@tandem.example')
    expect((await rep.sobject('Lead').create({ LastName: 'x', Company: 'y' })).success).toBe(true)
  },
)

rule(
  'who may modify all data needs no object permission',
  {
    evidence: 'documented',
    at: 'https://help.salesforce.com/s/articleView?id=platform.users_profiles_view_all_mod_all.htm',
    says: 'Modify All Data: create, edit and delete all organization data.',
  },
  async () => {
    await org.admin.sobject('PermissionSet').update({ Id: await setId(), PermissionsModifyAllData: true })
    expect((await reader.sobject('Lead').update({ Id: lead, Title: 'CTO' })).success).toBe(true)
    expect((await reader.sobject('Contact').create({ LastName: 'x' })).success).toBe(true)
  },
)

rule(
  'what a write causes elsewhere needs no permission of the writer',
  { evidence: 'assumed', at: OBJECTS, says: 'The platform saves derived rows in its own right.' },
  async () => {
    const set = await setId()
    for (const SobjectType of ['Opportunity', 'Contact'])
      await org.admin.sobject('ObjectPermissions').create({
        ParentId: set,
        SobjectType,
        PermissionsRead: true,
        PermissionsCreate: true,
      })
    const contact = await reader.sobject('Contact').create({ LastName: 'x' })
    const deal = { Name: 'D', StageName: 'Prospecting', CloseDate: '2026-12-01', ContactId: contact.id }
    expect((await reader.sobject('Opportunity').create(deal)).success).toBe(true)
    expect((await reader.query('SELECT Id FROM OpportunityContactRole')).totalSize).toBe(1)
  },
)

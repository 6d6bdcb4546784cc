import type { Org } from './org.ts'
import type { Row, Value } from './records/table.ts'
import { writeContext } from './records/write.ts'
import { PERMISSIONED_OBJECTS } from './schema/object-rights.ts'
import { ADMIN_USERNAME, INTEGRATION_USERNAME } from './rest/oauth.ts'

export interface SetupUsers {
  readonly adminId: string
  readonly integrationId: string
}

/** What every user of the org has in common. */
export const USER_DEFAULTS: Readonly<Record<string, Value>> = {
  IsActive: true,
  TimeZoneSidKey: 'UTC',
  LocaleSidKey: 'en_US',
  EmailEncodingKey: 'UTF-8',
  LanguageLocaleKey: 'en_US',
  UserType: 'Standard',
}

/** A new org: itself, profiles, an administrator, the user that integrations run as, and its lists of statuses. */
export function setUpOrg(org: Org): SetupUsers {
  const stamp = org.stamp()
  const adminId = org.nextId('005')
  const put = (object: string, keyPrefix: string, values: Readonly<Record<string, Value>>): string => {
    const id = keyPrefix === '' ? adminId : org.nextId(keyPrefix)
    const audit: Row = {
      CreatedDate: stamp,
      CreatedById: adminId,
      LastModifiedDate: stamp,
      LastModifiedById: adminId,
      SystemModstamp: stamp,
    }
    org.put(object, { Id: id, ...audit, ...values })
    return id
  }
  put('Organization', '00D', {
    Name: org.settings.organizationName,
    Country: 'US',
    DefaultLocaleSidKey: 'en_US',
    TimeZoneSidKey: org.settings.timeZone,
    LanguageLocaleKey: 'en_US',
    FiscalYearStartMonth: 1,
    UsesStartDateAsFiscalYearName: false,
    OrganizationType: 'Enterprise Edition',
    InstanceName: 'TND1',
    IsSandbox: true,
    IsReadOnly: false,
  })
  const adminProfile = put('Profile', '00e', { Name: 'System Administrator', UserType: 'Standard' })
  const standardProfile = put('Profile', '00e', { Name: 'Standard User', UserType: 'Standard' })
  const minimumProfile = put('Profile', '00e', { Name: 'Minimum Access - Salesforce', UserType: 'Standard' })
  for (const [ProfileId, name] of [
    [adminProfile, 'Admin'],
    [standardProfile, 'Standard'],
    [minimumProfile, 'Minimum'],
  ] as const) {
    const setId = put('PermissionSet', '0PS', {
      Name: `X00e_${name}`,
      Label: `00e${name}`,
      ProfileId,
      IsOwnedByProfile: true,
      IsCustom: false,
      Type: 'Profile',
      PermissionsApiEnabled: true,
      PermissionsViewAllData: name === 'Admin',
      PermissionsModifyAllData: name === 'Admin',
    })
    for (const SobjectType of name === 'Minimum' ? [] : PERMISSIONED_OBJECTS) {
      put('ObjectPermissions', '110', { ParentId: setId, SobjectType, ...OBJECT_PERMISSIONS[name] })
    }
  }
  put('User', '', {
    ...USER_DEFAULTS,
    Username: ADMIN_USERNAME,
    Email: ADMIN_USERNAME,
    FirstName: 'Ada',
    LastName: 'Admin',
    Name: 'Ada Admin',
    Alias: 'admin',
    CommunityNickname: 'admin',
    ProfileId: adminProfile,
    TimeZoneSidKey: org.settings.timeZone,
  })
  putStatuses(org, put)
  putCurrencies(org, put)
  putLeadAssignment(org, put)
  const integrationId = writeContext(org, adminId, { asPlatform: true }).platformSave('User', {
    ...USER_DEFAULTS,
    Username: INTEGRATION_USERNAME,
    Email: INTEGRATION_USERNAME,
    FirstName: 'Tandem',
    LastName: 'Integration',
    Alias: 'tandem',
    ProfileId: adminProfile,
    TimeZoneSidKey: org.settings.timeZone,
  })
  return { adminId, integrationId }
}

const READ_AND_WRITE = {
  PermissionsCreate: true,
  PermissionsRead: true,
  PermissionsEdit: true,
  PermissionsDelete: true,
}
/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_objectpermissions.htm */
const OBJECT_PERMISSIONS: Readonly<Record<string, Readonly<Record<string, Value>>>> = {
  Admin: { ...READ_AND_WRITE, PermissionsViewAllRecords: true, PermissionsModifyAllRecords: true },
  Standard: READ_AND_WRITE,
}

function putLeadAssignment(
  org: Org,
  put: (object: string, keyPrefix: string, values: Readonly<Record<string, Value>>) => string,
): void {
  const { leadAssignment } = org.settings
  if (leadAssignment === null) return
  const ruleId = put('AssignmentRule', '01Q', { Name: 'Standard', SobjectType: 'Lead', Active: true })
  org.rules.change({ assignments: [{ ruleId, entries: [{ condition: null, ownerId: leadAssignment.ownerId }] }] })
}

/** Only an org with several currencies lists them. */
function putCurrencies(
  org: Org,
  put: (object: string, keyPrefix: string, values: Readonly<Record<string, Value>>) => string,
): void {
  const { currencies } = org.settings
  if (currencies === null) return
  for (const [IsoCode, ConversionRate] of Object.entries({ ...currencies.rates, [currencies.corporate]: 1 })) {
    const { maximumFractionDigits } = new Intl.NumberFormat('en-US', {
      style: 'currency',
      currency: IsoCode,
    }).resolvedOptions()
    put('CurrencyType', '01L', {
      IsoCode,
      ConversionRate,
      DecimalPlaces: maximumFractionDigits ?? 2,
      IsActive: true,
      IsCorporate: IsoCode === currencies.corporate,
    })
  }
}

function putStatuses(
  org: Org,
  put: (object: string, keyPrefix: string, values: Readonly<Record<string, Value>>) => string,
): void {
  for (const [index, status] of org.leadStatuses.entries()) {
    put('LeadStatus', '01J', {
      ...labels(status.label, index),
      IsDefault: status.isDefault === true,
      IsConverted: status.isConverted === true,
    })
  }
  for (const [index, stage] of org.stages.entries()) {
    put('OpportunityStage', '01J', {
      ...labels(stage.label, index),
      IsActive: true,
      IsClosed: stage.isClosed === true,
      IsWon: stage.isWon === true,
      ForecastCategory: stage.forecastCategory,
      ForecastCategoryName: stage.forecastCategory,
      DefaultProbability: stage.probability,
    })
  }
  for (const [index, status] of org.taskStatuses.entries()) {
    put('TaskStatus', '01J', {
      ...labels(status.label, index),
      IsDefault: status.isDefault === true,
      IsClosed: status.isClosed === true,
    })
  }
  for (const [index, label] of ['High', 'Normal', 'Low'].entries()) {
    put('TaskPriority', '01J', {
      ...labels(label, index),
      IsDefault: label === 'Normal',
      IsHighPriority: label === 'High',
    })
  }
}

function labels(label: string, index: number): Record<string, Value> {
  return { MasterLabel: label, ApiName: label, SortOrder: index + 1 }
}

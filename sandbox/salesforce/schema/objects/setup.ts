import { parseFields } from '../fields.ts'

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_user.htm */
export const USER_FIELDS = parseFields(`
Username|Username|string 80|CUL
LastName|Last Name|string 80|CU|~Name
FirstName|First Name|string 40|NCU|~Name
Name|Full Name|string 121|F
CompanyName|Company Name|string 80|NCU
Division|Division|string 80|NCU
Department|Department|string 80|NCU
Title|Title|string 80|NCU
Street|Street|textarea 255|NCU|~Address
City|City|string 40|NCU|~Address
State|State/Province|string 80|NCU|~Address
PostalCode|Zip/Postal Code|string 20|NCU|~Address
Country|Country|string 80|NCU|~Address
Address|Address|address|N
Email|Email|email 128|CU
Phone|Phone|phone|NCU
MobilePhone|Mobile|phone|NCU
Alias|Alias|string 8|CU
CommunityNickname|Nickname|string 40|CUD
IsActive|Active|boolean|CU
TimeZoneSidKey|Time Zone|picklist 40|CU
UserRoleId|Role ID|reference|NCU|>UserRole as UserRole
LocaleSidKey|Locale|picklist 40|CU
EmailEncodingKey|Email Encoding|picklist 40|CU
LanguageLocaleKey|Language|picklist 40|CU
ProfileId|Profile ID|reference|CU|>Profile as Profile
UserType|User Type|picklist 40|N
EmployeeNumber|Employee Number|string 20|NCU
ManagerId|Manager ID|reference|NCU|>User as Manager
UserPermissionsMarketingUser|Marketing User|boolean|CU
LastLoginDate|Last Login|datetime|N
FederationIdentifier|SAML Federation ID|string 512|NCU
`)

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_group.htm */
export const GROUP_FIELDS = parseFields(`
Name|Name|string 40|CUFL
DeveloperName|Developer Name|string 80|NCUD
RelatedId|Related ID|reference|N|>User,UserRole as Related
Type|Type|picklist 40|CR|=Regular;Role;RoleAndSubordinates;Organization;Queue;Manager;ManagerAndSubordinatesInternal
Email|Email|email 255|NCU
OwnerId|Owner ID|reference||>Organization,User as Owner
DoesSendEmailToMembers|Send Email to Members|boolean|CU
DoesIncludeBosses|Include Bosses|boolean|CU
`)
export const GROUP_MEMBER_FIELDS = parseFields(`
GroupId|Group ID|reference|C|>Group as Group of GroupMembers
UserOrGroupId|User/Group ID|reference|C|>Group,User
`)
export const QUEUE_SOBJECT_FIELDS = parseFields(`
QueueId|Group ID|reference|C|>Group as Queue of QueueSobjects
SobjectType|sObject Type|picklist 40|C
`)
export const ORGANIZATION_FIELDS = parseFields(`
Name|Name|string 80|F
Street|Street|textarea 255|N
City|City|string 40|N
Country|Country|string 80|N
PrimaryContact|Primary Contact|string 80|N
DefaultLocaleSidKey|Locale|picklist 40|
TimeZoneSidKey|Time Zone|picklist 40|
LanguageLocaleKey|Language|picklist 40|
FiscalYearStartMonth|Fiscal Year Starts In|int|N
UsesStartDateAsFiscalYearName|Fiscal Year Name by Start|boolean|
OrganizationType|Edition|picklist 40|N
NamespacePrefix|Namespace Prefix|string 15|N
InstanceName|Instance Name|string 5|N
IsSandbox|Is Sandbox|boolean|
TrialExpirationDate|Trial Expiration Date|datetime|N
IsReadOnly|Is Read Only|boolean|
`)
export const RECORD_TYPE_FIELDS = parseFields(`
Name|Name|string 80|CUF
DeveloperName|Record Type Name|string 80|CU
NamespacePrefix|Namespace Prefix|string 15|N
Description|Description|string 255|NCU
SobjectType|SObject Type Name|picklist 40|C
IsActive|Active|boolean|CU
`)
export const PROFILE_FIELDS = parseFields(`
Name|Name|string 255|CUF
UserType|User Type|picklist 40|N
Description|Description|string 255|NCU
`)

const PERMISSIONS = [
  'ApiEnabled',
  'ViewAllData',
  'ModifyAllData',
  'EditTask',
  'EditEvent',
  'ConvertLeads',
  'TransferAnyLead',
  'TransferAnyEntity',
  'ViewSetup',
  'ManageUsers',
  'CustomizeApplication',
  'ViewAllUsers',
  'AllowViewEditConvertedLeads',
  'ActivitiesAccess',
  'AssignPermissionSets',
]

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_permissionset.htm */
export const PERMISSION_SET_FIELDS = parseFields(`
Name|Permission Set Name|string 80|CUF
Label|Permission Set Label|string 80|CU
LicenseId|License ID|reference|NC|>UserLicense as License
ProfileId|Profile ID|reference|N|>Profile as Profile
IsOwnedByProfile|Is Owned By Profile|boolean|
IsCustom|Custom|boolean|
Description|Description|string 255|NCU
NamespacePrefix|Namespace Prefix|string 15|N
HasActivationRequired|Has Activation Required|boolean|CU
Type|Permission Set Type|picklist 40|N
${PERMISSIONS.map((name) => `Permissions${name}|${name}|boolean|CU`).join('\n')}
`)
export const PERMISSION_SET_ASSIGNMENT_FIELDS = parseFields(`
PermissionSetId|PermissionSet ID|reference|C|>PermissionSet as PermissionSet of Assignments
PermissionSetGroupId|PermissionSetGroup ID|reference|N
AssigneeId|Assignee ID|reference|C|>User as Assignee of PermissionSetAssignments
ExpirationDate|Expires On|datetime|NCU
IsActive|Is Active|boolean|
`)
export const FIELD_PERMISSIONS_FIELDS = parseFields(`
ParentId|Parent ID|reference|C|>PermissionSet as Parent of FieldPerms
SobjectType|SObject Type Name|picklist 40|C
Field|Field Name|picklist 255|C
PermissionsEdit|Edit Field|boolean|CU
PermissionsRead|Read Field|boolean|CU
`)
export const OBJECT_PERMISSIONS_FIELDS = parseFields(`
ParentId|Parent ID|reference|C|>PermissionSet as Parent of ObjectPerms
SobjectType|SObject Type Name|picklist 40|C
PermissionsCreate|Create Records|boolean|CU
PermissionsRead|Read Records|boolean|CU
PermissionsEdit|Edit Records|boolean|CU
PermissionsDelete|Delete Records|boolean|CU
PermissionsViewAllRecords|Read All Records|boolean|CU
PermissionsModifyAllRecords|Edit All Records|boolean|CU
PermissionsViewAllFields|View All Fields|boolean|CU
`)
/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_assignmentrule.htm */
export const ASSIGNMENT_RULE_FIELDS = parseFields(`
Name|Name|string 120|NF
SobjectType|SObject Type|picklist 40|N
Active|Active|boolean|
`)

export const LEAD_STATUS_FIELDS = parseFields(`
MasterLabel|Master Label|string 255|NF
ApiName|API Name|string 255|
SortOrder|Sort Order|int|N
IsDefault|Is Default|boolean|
IsConverted|Is Converted|boolean|
`)
export const OPPORTUNITY_STAGE_FIELDS = parseFields(`
MasterLabel|Master Label|string 255|NF
ApiName|API Name|string 255|
IsActive|Is Active|boolean|
SortOrder|Sort Order|int|N
IsClosed|Closed|boolean|
IsWon|Won|boolean|
ForecastCategory|Forecast Category|picklist 40|
ForecastCategoryName|Forecast Category Name|picklist 40|
DefaultProbability|Probability (%)|percent 3,0|
Description|Description|string 255|N
`)
export const TASK_STATUS_FIELDS = parseFields(`
MasterLabel|Master Label|string 255|NF
ApiName|API Name|string 255|
SortOrder|Sort Order|int|N
IsDefault|Is Default|boolean|
IsClosed|Is Closed|boolean|
`)
export const TASK_PRIORITY_FIELDS = parseFields(`
MasterLabel|Master Label|string 255|NF
ApiName|API Name|string 255|
SortOrder|Sort Order|int|N
IsDefault|Is Default|boolean|
IsHighPriority|Is High Priority|boolean|
`)
/** Tooling API: https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_customfield.htm */
export const CUSTOM_FIELD_FIELDS = parseFields(`
DeveloperName|Developer Name|string 40|NF
TableEnumOrId|Table Enum or ID|picklist 40|N
NamespacePrefix|Namespace Prefix|string 15|N
FullName|Full Name|string 255|N
Description|Description|textarea 255|N
InlineHelpText|Help Text|textarea 255|N
Length|Length|int|N
ManageableState|Manageable State|picklist 40|N
`)
/** Tooling API: https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_customobject.htm */
export const CUSTOM_OBJECT_FIELDS = parseFields(`
DeveloperName|Developer Name|string 80|NF
NamespacePrefix|Namespace Prefix|string 15|N
Description|Description|textarea 1000|N
ManageableState|Manageable State|picklist 40|N
`)

/** Tooling API: https://developer.salesforce.com/docs/platform/api-tooling/references/tooling-objects/tooling-platformeventchannelmember.html */
export const PLATFORM_EVENT_CHANNEL_MEMBER_FIELDS = parseFields(`
DeveloperName|Developer Name|string 80|F
EventChannel|Event Channel|string 255|
SelectedEntity|Selected Entity|string 255|
NamespacePrefix|Namespace Prefix|string 15|N
ManageableState|Manageable State|picklist 40|N
`)

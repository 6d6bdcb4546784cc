import { parseFields } from '../fields.ts'
import { ADDRESS_ACCURACY, INDUSTRIES, LEAD_SOURCES, SALUTATIONS } from './picklists.ts'

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_lead.htm */
export const LEAD_FIELDS = parseFields(`
MasterRecordId|Master Record ID|reference|N|>Lead as MasterRecord
LastName|Last Name|string 80|CU|~Name
FirstName|First Name|string 40|NCU|~Name
Salutation|Salutation|picklist 40|NCU|~Name|${SALUTATIONS}
Name|Full Name|string 121|F
Title|Title|string 128|NCU
Company|Company|string 255|CU
Street|Street|textarea 255|NCU|~Address
City|City|string 40|NCU|~Address
State|State/Province|string 80|NCU|~Address
PostalCode|Zip/Postal Code|string 20|NCU|~Address
Country|Country|string 80|NCU|~Address
Latitude|Latitude|double 18,15|NCU|~Address
Longitude|Longitude|double 18,15|NCU|~Address
GeocodeAccuracy|Geocode Accuracy|picklist 40|NCUR|~Address|${ADDRESS_ACCURACY}
Address|Address|address|N
Phone|Phone|phone|NCU
MobilePhone|Mobile Phone|phone|NCU
Fax|Fax|phone|NCU
Email|Email|email|NCU
Website|Website|url|NCU
PhotoUrl|Photo URL|url|N
Description|Description|textarea 32000|NCU
LeadSource|Lead Source|picklist|NCU|${LEAD_SOURCES}
Status|Status|picklist|CUD
Industry|Industry|picklist|NCU|${INDUSTRIES}
Rating|Rating|picklist|NCU|=Hot;Warm;Cold
AnnualRevenue|Annual Revenue|currency 18,0|NCU
NumberOfEmployees|Employees|int|NCU
OwnerId|Owner ID|reference|CUD|>Group,User as Owner
DoNotCall|Do Not Call|boolean|CU
HasOptedOutOfEmail|Email Opt Out|boolean|CU
HasOptedOutOfFax|Fax Opt Out|boolean|CU
IsConverted|Converted|boolean|C
ConvertedDate|Converted Date|date|N
ConvertedAccountId|Converted Account ID|reference|N|>Account as ConvertedAccount
ConvertedContactId|Converted Contact ID|reference|N|>Contact as ConvertedContact
ConvertedOpportunityId|Converted Opportunity ID|reference|N|>Opportunity as ConvertedOpportunity
IsUnreadByOwner|Unread By Owner|boolean|CU
LastActivityDate|Last Activity|date|N
LastViewedDate|Last Viewed Date|datetime|N
LastReferencedDate|Last Referenced Date|datetime|N
Jigsaw|Data.com Key|string 20|NCU
JigsawContactId|Jigsaw Contact ID|string 20|N
EmailBouncedReason|Email Bounced Reason|string 255|NU
EmailBouncedDate|Email Bounced Date|datetime|NU
IsPriorityRecord|Important|boolean|
`)

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_contact.htm */
export const CONTACT_FIELDS = parseFields(`
MasterRecordId|Master Record ID|reference|N|>Contact as MasterRecord
AccountId|Account ID|reference|NCU|>Account as Account of Contacts
LastName|Last Name|string 80|CU|~Name
FirstName|First Name|string 40|NCU|~Name
Salutation|Salutation|picklist 40|NCU|~Name|${SALUTATIONS}
Name|Full Name|string 121|F
OtherStreet|Other Street|textarea 255|NCU|~OtherAddress
OtherCity|Other City|string 40|NCU|~OtherAddress
OtherState|Other State/Province|string 80|NCU|~OtherAddress
OtherPostalCode|Other Zip/Postal Code|string 20|NCU|~OtherAddress
OtherCountry|Other Country|string 80|NCU|~OtherAddress
OtherLatitude|Other Latitude|double 18,15|NCU|~OtherAddress
OtherLongitude|Other Longitude|double 18,15|NCU|~OtherAddress
OtherGeocodeAccuracy|Other Geocode Accuracy|picklist 40|NCUR|~OtherAddress|${ADDRESS_ACCURACY}
OtherAddress|Other Address|address|N
MailingStreet|Mailing Street|textarea 255|NCU|~MailingAddress
MailingCity|Mailing City|string 40|NCU|~MailingAddress
MailingState|Mailing State/Province|string 80|NCU|~MailingAddress
MailingPostalCode|Mailing Zip/Postal Code|string 20|NCU|~MailingAddress
MailingCountry|Mailing Country|string 80|NCU|~MailingAddress
MailingLatitude|Mailing Latitude|double 18,15|NCU|~MailingAddress
MailingLongitude|Mailing Longitude|double 18,15|NCU|~MailingAddress
MailingGeocodeAccuracy|Mailing Geocode Accuracy|picklist 40|NCUR|~MailingAddress|${ADDRESS_ACCURACY}
MailingAddress|Mailing Address|address|N
Phone|Business Phone|phone|NCU
Fax|Business Fax|phone|NCU
MobilePhone|Mobile Phone|phone|NCU
HomePhone|Home Phone|phone|NCU
OtherPhone|Other Phone|phone|NCU
AssistantPhone|Asst. Phone|phone|NCU
ReportsToId|Reports To ID|reference|NCU|>Contact as ReportsTo
Email|Email|email|NCU
Title|Title|string 128|NCU
Department|Department|string 80|NCU
AssistantName|Assistant's Name|string 40|NCU
LeadSource|Lead Source|picklist|NCU|${LEAD_SOURCES}
Birthdate|Birthdate|date|NCU
Description|Contact Description|textarea 32000|NCU
OwnerId|Owner ID|reference|CUD|>User as Owner
DoNotCall|Do Not Call|boolean|CU
HasOptedOutOfEmail|Email Opt Out|boolean|CU
HasOptedOutOfFax|Fax Opt Out|boolean|CU
LastActivityDate|Last Activity|date|N
LastCURequestDate|Last Stay-in-Touch Request Date|datetime|N
LastCUUpdateDate|Last Stay-in-Touch Save Date|datetime|N
LastViewedDate|Last Viewed Date|datetime|N
LastReferencedDate|Last Referenced Date|datetime|N
EmailBouncedReason|Email Bounced Reason|string 255|NCU
EmailBouncedDate|Email Bounced Date|datetime|NCU
IsEmailBounced|Is Email Bounced|boolean|
PhotoUrl|Photo URL|url|N
Jigsaw|Data.com Key|string 20|NCU
JigsawContactId|Jigsaw Contact ID|string 20|N
IsPriorityRecord|Important|boolean|
`)

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_account.htm */
export const ACCOUNT_FIELDS = parseFields(`
MasterRecordId|Master Record ID|reference|N|>Account as MasterRecord
Name|Account Name|string 255|CUF
Type|Account Type|picklist 255|NCU|=Prospect;Customer - Direct;Customer - Channel;Channel Partner / Reseller;Installation Partner;Technology Partner;Other
ParentId|Parent Account ID|reference|NCU|>Account as Parent of ChildAccounts
BillingStreet|Billing Street|textarea 255|NCU|~BillingAddress
BillingCity|Billing City|string 40|NCU|~BillingAddress
BillingState|Billing State/Province|string 80|NCU|~BillingAddress
BillingPostalCode|Billing Zip/Postal Code|string 20|NCU|~BillingAddress
BillingCountry|Billing Country|string 80|NCU|~BillingAddress
BillingLatitude|Billing Latitude|double 18,15|NCU|~BillingAddress
BillingLongitude|Billing Longitude|double 18,15|NCU|~BillingAddress
BillingGeocodeAccuracy|Billing Geocode Accuracy|picklist 40|NCUR|~BillingAddress|${ADDRESS_ACCURACY}
BillingAddress|Billing Address|address|N
ShippingStreet|Shipping Street|textarea 255|NCU|~ShippingAddress
ShippingCity|Shipping City|string 40|NCU|~ShippingAddress
ShippingState|Shipping State/Province|string 80|NCU|~ShippingAddress
ShippingPostalCode|Shipping Zip/Postal Code|string 20|NCU|~ShippingAddress
ShippingCountry|Shipping Country|string 80|NCU|~ShippingAddress
ShippingLatitude|Shipping Latitude|double 18,15|NCU|~ShippingAddress
ShippingLongitude|Shipping Longitude|double 18,15|NCU|~ShippingAddress
ShippingGeocodeAccuracy|Shipping Geocode Accuracy|picklist 40|NCUR|~ShippingAddress|${ADDRESS_ACCURACY}
ShippingAddress|Shipping Address|address|N
Phone|Account Phone|phone|NCU
Fax|Account Fax|phone|NCU
AccountNumber|Account Number|string 40|NCU
Website|Website|url|NCU
PhotoUrl|Photo URL|url|N
Sic|SIC Code|string 20|NCU
Industry|Industry|picklist|NCU|${INDUSTRIES}
AnnualRevenue|Annual Revenue|currency 18,0|NCU
NumberOfEmployees|Employees|int|NCU
Ownership|Ownership|picklist|NCU|=Public;Private;Subsidiary;Other
TickerSymbol|Ticker Symbol|string 20|NCU
Description|Account Description|textarea 32000|NCU
Rating|Account Rating|picklist|NCU|=Hot;Warm;Cold
Site|Account Site|string 80|NCU
OwnerId|Owner ID|reference|CUD|>User as Owner
LastActivityDate|Last Activity|date|N
LastViewedDate|Last Viewed Date|datetime|N
LastReferencedDate|Last Referenced Date|datetime|N
Jigsaw|Data.com Key|string 20|NCU
JigsawCompanyId|Jigsaw Company ID|string 20|N
AccountSource|Account Source|picklist|NCU|${LEAD_SOURCES}
SicDesc|SIC Description|string 80|NCU
`)

import { parseFields } from '../fields.ts'
import { LEAD_SOURCES } from './picklists.ts'

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_opportunity.htm */
export const OPPORTUNITY_FIELDS = parseFields(`
AccountId|Account ID|reference|NCU|>Account as Account of Opportunities
IsPrivate|Private|boolean|CU
Name|Name|string 120|CUFL
Description|Description|textarea 32000|NCU
StageName|Stage|picklist|CU
Amount|Amount|currency 18,2|NCU
Probability|Probability (%)|percent 3,0|NCUD
ExpectedRevenue|Expected Amount|currency 18,2|N
TotalOpportunityQuantity|Quantity|double 18,2|NCU
CloseDate|Close Date|date|CU
Type|Opportunity Type|picklist|NCU|=Existing Customer - Upgrade;Existing Customer - Replacement;Existing Customer - Downgrade;New Customer
NextStep|Next Step|string 255|NCU
LeadSource|Lead Source|picklist|NCU|${LEAD_SOURCES}
IsClosed|Closed|boolean|
IsWon|Won|boolean|
ForecastCategory|Forecast Category|picklist 40|R|=Omitted;Pipeline;BestCase;MostLikely;Forecast;Closed
ForecastCategoryName|Forecast Category|picklist|NCUDR|=Omitted;Pipeline;Best Case;Commit;Closed
CampaignId|Campaign ID|reference|NCU|>Campaign as Campaign of Opportunities
HasOpportunityLineItem|Has Line Item|boolean|
OwnerId|Owner ID|reference|CUD|>User as Owner
LastActivityDate|Last Activity|date|N
PushCount|Push Count|int|N
LastStageChangeDate|Last Stage Change Date|datetime|N
FiscalQuarter|Fiscal Quarter|int|N
FiscalYear|Fiscal Year|int|N
Fiscal|Fiscal Period|string 6|N
ContactId|Contact ID|reference|NC|>Contact of Opportunities
LastViewedDate|Last Viewed Date|datetime|N
LastReferencedDate|Last Referenced Date|datetime|N
HasOpenActivity|Has Open Activity|boolean|
HasOverdueTask|Has Overdue Task|boolean|
`)

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_opportunitycontactrole.htm */
export const OPPORTUNITY_CONTACT_ROLE_FIELDS = parseFields(`
OpportunityId|Opportunity ID|reference|C|>Opportunity as Opportunity of OpportunityContactRoles
ContactId|Contact ID|reference|CU|>Contact as Contact of OpportunityContactRoles
Role|Role|picklist 40|NCU|=Business User;Decision Maker;Economic Buyer;Economic Decision Maker;Evaluator;Executive Sponsor;Influencer;Technical Buyer;Other
IsPrimary|Primary|boolean|CU
`)

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_campaign.htm */
export const CAMPAIGN_FIELDS = parseFields(`
Name|Name|string 80|CUF
ParentId|Parent Campaign ID|reference|NCU|>Campaign as Parent of ChildCampaigns
Type|Type|picklist 40|NCU|=Conference;Webinar;Trade Show;Public Relations;Partners;Referral Program;Advertisement;Banner Ads;Direct Mail;Email;Telemarketing;Other
Status|Status|picklist 40|NCUD|=Planned*;In Progress;Completed;Aborted
StartDate|Start Date|date|NCU
EndDate|End Date|date|NCU
ExpectedRevenue|Expected Revenue in Campaign|currency 18,0|NCU
BudgetedCost|Budgeted Cost in Campaign|currency 18,0|NCU
ActualCost|Actual Cost in Campaign|currency 18,0|NCU
ExpectedResponse|Expected Response (%)|percent 10,2|NCU
NumberSent|Num Sent in Campaign|double 18,0|NCU
IsActive|Active|boolean|CU
Description|Description|textarea 32000|NCU
NumberOfLeads|Leads in Campaign|int|
NumberOfConvertedLeads|Converted Leads in Campaign|int|
NumberOfContacts|Contacts in Campaign|int|
NumberOfResponses|Responses in Campaign|int|
NumberOfOpportunities|Opportunities in Campaign|int|
NumberOfWonOpportunities|Won Opportunities in Campaign|int|
AmountAllOpportunities|Value Opportunities in Campaign|currency 18,0|
AmountWonOpportunities|Value Won Opportunities in Campaign|currency 18,0|
OwnerId|Owner ID|reference|CUD|>User as Owner
LastActivityDate|Last Activity|date|N
LastViewedDate|Last Viewed Date|datetime|N
LastReferencedDate|Last Referenced Date|datetime|N
`)

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_campaignmember.htm */
export const CAMPAIGN_MEMBER_FIELDS = parseFields(`
CampaignId|Campaign ID|reference|C|>Campaign as Campaign of CampaignMembers
LeadId|Lead ID|reference|NC|>Lead as Lead of CampaignMembers
ContactId|Contact ID|reference|NC|>Contact as Contact of CampaignMembers
Status|Status|picklist 40|NCUD
HasResponded|Responded|boolean|
FirstRespondedDate|First Responded Date|date|N
Name|Name|string 255|N
FirstName|First Name|string 40|N
LastName|Last Name|string 80|N
Title|Title|string 128|N
Email|Email|email|N
Phone|Phone|phone|N
CompanyOrAccount|Company (Account)|string 255|N
Type|Type|string 40|N
LeadOrContactId|Related Record ID|reference|N|>Contact,Lead as LeadOrContact
LeadOrContactOwnerId|Related Record Owner ID|reference|N|>Group,User as LeadOrContactOwner
`)

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_campaignmemberstatus.htm */
export const CAMPAIGN_MEMBER_STATUS_FIELDS = parseFields(`
CampaignId|Campaign ID|reference|C|>Campaign as Campaign of CampaignMemberStatuses
Label|Member Status|string 255|CUF
SortOrder|Sort Order|int|NCU
IsDefault|Is Default|boolean|CU
HasResponded|Responded|boolean|CU
`)

import { parseFields } from '../fields.ts'

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_opportunityhistory.htm */
export const OPPORTUNITY_HISTORY_FIELDS = parseFields(`
OpportunityId|Opportunity ID|reference||>Opportunity as Opportunity of OpportunityHistories
CreatedById|Created By ID|reference|D|>User as CreatedBy
CreatedDate|Created Date|datetime|D
StageName|Stage Name|picklist|N
Amount|Amount|currency 18,2|N
ExpectedRevenue|Expected Revenue|currency 18,2|N
CloseDate|Close Date|date|N
Probability|Probability|percent 3,0|N
FromForecastCategory|From ForecastCategory|picklist 40|N
ForecastCategory|To ForecastCategory|picklist 40|N
PrevForecastUpdate|Prev Forecast Update|string 40|N
FromOpportunityStageName|From Stage|picklist|N
PrevAmount|Prev Amount|currency 18,2|N
PrevCloseDate|Prev Close Date|date|N
`)

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_opportunityfieldhistory.htm */
export const OPPORTUNITY_FIELD_HISTORY_FIELDS = parseFields(`
OpportunityId|Opportunity ID|reference||>Opportunity as Opportunity of Histories
CreatedById|Created By ID|reference|D|>User as CreatedBy
CreatedDate|Created Date|datetime|D
Field|Changed Field|picklist 255|R
DataType|Datatype|picklist 40|NR
OldValue|Old Value|anyType|N
NewValue|New Value|anyType|N
`)

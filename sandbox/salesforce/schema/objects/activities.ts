import { parseFields } from '../fields.ts'

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_task.htm */
export const TASK_FIELDS = parseFields(`
WhoId|Name ID|reference|NCU|>Contact,Lead as Who of Tasks
WhatId|Related To ID|reference|NCU|>Account,Campaign,Opportunity as What of Tasks
Subject|Subject|combobox 255|NCUF|=Call;Send Letter;Send Quote;Other
ActivityDate|Due Date Only|date|NCU
Status|Status|picklist|CUD
Priority|Priority|picklist|CUD|=High;Normal*;Low
IsHighPriority|High Priority|boolean|
OwnerId|Assigned To ID|reference|CUD|>Group,User as Owner
Description|Description|textarea 32000|NCU
AccountId|Account ID|reference|N|>Account as Account
IsClosed|Closed|boolean|
IsArchived|Archived|boolean|
CallDurationInSeconds|Call Duration|int|NCU
CallType|Call Type|picklist 40|NCUR|=Internal;Inbound;Outbound
CallDisposition|Call Result|string 255|NCU
CallObject|Call Object Identifier|string 255|NCU
ReminderDateTime|Reminder Date/Time|datetime|NCU
IsReminderSet|Reminder Set|boolean|CU
IsRecurrence|Create Recurring Series of Tasks|boolean|C
TaskSubtype|Task Subtype|picklist 40|NCDR|=Task*;Email;ListEmail;Cadence;Call;LinkedIn
CompletedDateTime|Completed Date/Time|datetime|N
`)

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_event.htm */
export const EVENT_FIELDS = parseFields(`
WhoId|Name ID|reference|NCU|>Contact,Lead as Who of Events
WhatId|Related To ID|reference|NCU|>Account,Campaign,Opportunity as What of Events
Subject|Subject|combobox 255|NCUF|=Call;Email;Meeting;Send Letter/Quote;Other
Location|Location|string 255|NCU
IsAllDayEvent|All-Day Event|boolean|CU
ActivityDateTime|Due Date Time|datetime|NCU
ActivityDate|Due Date Only|date|NCU
DurationInMinutes|Duration|int|NCU
StartDateTime|Start Date Time|datetime|NCU
EndDateTime|End Date Time|datetime|NCU
EndDate|End Date|date|N
Description|Description|textarea 32000|NCU
AccountId|Account ID|reference|N|>Account as Account
OwnerId|Assigned To ID|reference|CUD|>Calendar,User as Owner
IsPrivate|Private|boolean|CU
ShowAs|Show Time As|picklist 40|NCUDR|=Busy*;OutOfOffice;Free
IsChild|Is Child|boolean|
IsGroupEvent|Is Group Event|boolean|
IsArchived|Archived|boolean|
IsRecurrence|Create Recurring Series of Events|boolean|C
ReminderDateTime|Reminder Date/Time|datetime|NCU
IsReminderSet|Reminder Set|boolean|CU
EventSubtype|Event Subtype|picklist 40|NCDR|=Event*
`)

import { parseFields } from '../fields.ts'

/** https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_emailmessage.htm */
export const EMAIL_MESSAGE_FIELDS = parseFields(`
ActivityId|Activity ID|reference|NC|>Task as Activity of EmailMessages
TextBody|Text Body|textarea 131072|NCU
HtmlBody|HTML Body|textarea 131072|NCU
Headers|Headers|textarea 32000|NCU
Subject|Subject|string 3000|NCUF
FromName|From Name|string 1000|NCU
FromAddress|From Address|email 1000|NCU
ToAddress|To Address|string 4000|NCU
CcAddress|CC Address|string 4000|NCU
BccAddress|BCC Address|string 4000|NCU
Incoming|Is Incoming|boolean|CU
HasAttachment|Has Attachment|boolean|
Status|Status|picklist 40|CUDR|=0;1;2;3*;4;5
MessageDate|Message Date|datetime|NCU
ReplyToEmailMessageId|Email Message ID|reference|NC|>EmailMessage as ReplyToEmailMessage of EmailMessages
IsExternallyVisible|Is Externally Visible|boolean|CU
MessageIdentifier|Message ID|string 255|NC
ThreadIdentifier|Thread ID|string 255|NC
IsClientManaged|Is Client Managed|boolean|C
RelatedToId|Related To ID|reference|NCU|>Account,Campaign,Opportunity as RelatedTo of EmailMessages
FirstOpenedDate|First Opened|datetime|N
LastOpenedDate|Last Opened|datetime|N
IsTracked|Is Tracked|boolean|
IsOpened|Opened?|boolean|
IsBounced|Is Bounced|boolean|
`)

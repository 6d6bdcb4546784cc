import { Select, Stack, TextInput } from '@mantine/core'
import { EmptyNote } from '../../components/empty-note.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemLines } from '../config-draft/problem-lines.tsx'
import { ConditionsEditor } from '../handover/conditions-editor.tsx'
import { FieldPicker } from '../handover/field-picker.tsx'
import { useHandover } from '../handover/handover-context.ts'
import { AddButton, RemoveButton, replaced, without } from '../handover/ordered-list.tsx'
import { SectionText } from '../handover/section-text.tsx'
import { tidy, type Condition } from '../handover/written.ts'
import { DefaultedText } from './defaulted-text.tsx'
import { CAMPAIGN_PROPERTY, MEMBER_STATUS, writtenText } from './defaults.ts'
import { labelIn, withChosen } from './options.ts'
import classes from './sync-settings.module.css'

interface StatusRule {
  readonly when: readonly Condition[]
  readonly status: string
}
interface Members {
  readonly list: string
  readonly campaign: string
  readonly status?: string
  readonly statusWhen?: readonly StatusRule[]
  readonly onLeave?: 'keep' | 'remove' | { readonly status: string }
}

/** Suggestions of every row. */
const KNOWN_CAMPAIGNS = 'known-campaigns'
const LEAVE = [
  { value: 'keep', label: 'stays a member as it is' },
  { value: 'remove', label: 'is taken out of the campaign' },
  { value: 'status', label: 'gets another status' },
]

/** HubSpot lists whose members are the members of a Salesforce campaign. */
export function MembersPart() {
  const { draft, facts, problems } = useHandover()
  const disabled = !draft.mayEdit
  const written = draft.at(['campaignMembers'])
  const rows = Array.isArray(written) ? (written as readonly Members[]) : []
  const save = (next: readonly Members[]): void => draft.set(['campaignMembers'], next.length === 0 ? undefined : next)
  const lists = facts.lists?.map(({ id, name, size }) => ({ value: id, label: `${name} (${size})` })) ?? null
  const property = draft.at(['campaignProperty'])
  return (
    <>
      <Panel
        title="Campaign members from lists"
        note="Members of a HubSpot list become members of a Salesforce campaign, with a status; those without a Lead or Contact wait until they have one."
        actions={
          disabled ? null : (
            <AddButton onClick={() => save([...rows, { list: '', campaign: '' }])}>Add a list</AddButton>
          )
        }
      >
        {rows.length === 0 ? (
          <EmptyNote title="No list yet">
            Sales sees in Salesforce who came to the webinar without anybody importing a file.
          </EmptyNote>
        ) : (
          <ul className={classes['rows']} aria-label="Lists and their campaigns">
            {rows.map((row, i) => (
              <li key={i} className={classes['card']}>
                <div className={classes['cardHead']}>
                  <h3 className={classes['cardTitle']}>
                    {row.list === '' ? 'A list' : labelIn(lists ?? [], row.list)} →{' '}
                    {row.campaign === '' ? 'a campaign' : row.campaign}
                  </h3>
                  {disabled ? null : (
                    <RemoveButton
                      what={row.list === '' ? 'the new list' : `list ${row.list}`}
                      onClick={() => save(without(rows, i))}
                    />
                  )}
                </div>
                <MembersForm
                  row={row}
                  lists={lists}
                  disabled={disabled}
                  onChange={(next) => save(replaced(rows, i, next))}
                />
                <ProblemLines problems={problems.at(`campaignMembers.${i}`)} />
              </li>
            ))}
          </ul>
        )}
        <datalist id={KNOWN_CAMPAIGNS}>
          {facts.campaigns.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <SectionText path={['campaignMembers']} name="Campaign members" />
      </Panel>
      <Panel title="Campaign of a handover" note="The HubSpot property that says for which campaign a lead is counted.">
        <fieldset className={classes['fieldset']} disabled={disabled}>
          <FieldPicker
            label="Contact property"
            value={typeof property === 'string' ? property : CAMPAIGN_PROPERTY}
            onChange={(name) => draft.set(['campaignProperty'], writtenText(name, CAMPAIGN_PROPERTY))}
          />
        </fieldset>
        <ProblemLines problems={problems.at('campaignProperty')} />
      </Panel>
    </>
  )
}

function MembersForm(props: {
  readonly row: Members
  readonly lists: readonly { readonly value: string; readonly label: string }[] | null
  readonly disabled: boolean
  readonly onChange: (row: Members) => void
}) {
  const { row, disabled } = props
  const put = (patch: { [K in keyof Members]?: Members[K] | undefined }): void =>
    props.onChange(tidy({ ...row, ...patch }) as Members)
  const leave = row.onLeave ?? 'keep'
  const statusWhen = row.statusWhen ?? []
  return (
    <Stack gap="md">
      <div className={classes['two']}>
        <Select
          label="HubSpot list"
          placeholder="Choose a list"
          data={withChosen(props.lists, [row.list])}
          value={row.list === '' ? null : row.list}
          searchable
          allowDeselect={false}
          disabled={disabled}
          onChange={(value) => put({ list: value ?? row.list })}
        />
        <TextInput
          label="Salesforce campaign"
          description="Its name, or its id"
          list={KNOWN_CAMPAIGNS}
          value={row.campaign}
          disabled={disabled}
          onChange={(event) => put({ campaign: event.currentTarget.value })}
        />
        <DefaultedText
          label="Member status"
          value={row.status}
          usual={MEMBER_STATUS}
          disabled={disabled}
          onChange={(status) => put({ status })}
        />
        <Select
          label="Who leaves the list"
          data={LEAVE}
          value={typeof leave === 'string' ? leave : 'status'}
          allowDeselect={false}
          disabled={disabled}
          onChange={(value) =>
            put({ onLeave: value === 'status' ? { status: '' } : value === 'remove' ? 'remove' : undefined })
          }
        />
        {typeof leave === 'string' ? null : (
          <TextInput
            label="Status of who left"
            value={leave.status}
            disabled={disabled}
            onChange={(event) => put({ onLeave: { status: event.currentTarget.value } })}
          />
        )}
      </div>
      <fieldset className={classes['fieldset']} disabled={disabled}>
        <legend className={classes['legend']}>Another status for some; the first that holds counts</legend>
        {statusWhen.map((rule, i) => (
          <div key={i} className={classes['card']}>
            <div className={classes['cardHead']}>
              <TextInput
                label="Member status"
                value={rule.status}
                onChange={(event) =>
                  put({ statusWhen: replaced(statusWhen, i, { ...rule, status: event.currentTarget.value }) })
                }
              />
              <RemoveButton
                what={`status ${rule.status}`}
                onClick={() => put({ statusWhen: statusWhen.length === 1 ? undefined : without(statusWhen, i) })}
              />
            </div>
            <ConditionsEditor
              legend="If"
              conditions={rule.when}
              onChange={(when) => put({ statusWhen: replaced(statusWhen, i, { ...rule, when }) })}
            />
          </div>
        ))}
        {disabled ? null : (
          <AddButton
            onClick={() =>
              put({ statusWhen: [...statusWhen, { status: 'Responded', when: [{ property: '', in: [] }] }] })
            }
          >
            Add a status
          </AddButton>
        )}
      </fieldset>
    </Stack>
  )
}

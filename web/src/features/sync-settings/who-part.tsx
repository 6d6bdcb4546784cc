import { MultiSelect, Radio, Stack } from '@mantine/core'
import { Panel } from '../../components/panel.tsx'
import { ProblemLines } from '../config-draft/problem-lines.tsx'
import { ConditionsEditor } from '../handover/conditions-editor.tsx'
import { useHandover } from '../handover/handover-context.ts'
import { SectionText } from '../handover/section-text.tsx'
import type { Condition } from '../handover/written.ts'
import { GoLive } from './go-live.tsx'
import { withChosen } from './options.ts'
import { SalesforceFilter } from './salesforce-filter.tsx'
import { useSection } from './use-section.ts'
import { entrySentence } from './who-words.ts'
import classes from './sync-settings.module.css'

interface Selection {
  readonly marketingContacts: 'required' | 'any'
  readonly stages: readonly string[]
  readonly lists: readonly string[]
  readonly conditions: readonly Condition[]
  readonly optedOut: 'exclude' | 'include'
}

/** Which contacts of HubSpot, and which records of Salesforce, take part; and from when. */
export function WhoPart() {
  const { facts, fields } = useHandover()
  const { section, put, disabled, problems } = useSection<Selection>(['selection'])
  const { stages = [], lists = [], conditions = [], marketingContacts = 'required', optedOut = 'exclude' } = section
  const stageOptions = withChosen(facts.stages, stages)
  const listOptions = withChosen(
    facts.lists?.map(({ id, name, size }) => ({ value: id, label: `${name} (${size})` })) ?? null,
    lists,
  )
  return (
    <>
      <Panel
        title="Which HubSpot contacts enter"
        note="All of this must hold. Whoever stops to qualify later stays linked: outcomes, deadlines and deletions still flow."
      >
        <Stack gap="lg">
          <p className={classes['summary']} role="status">
            {entrySentence(
              { stages, lists, conditions: conditions.length, marketingContacts, optedOut },
              { stages: stageOptions, lists: listOptions },
            )}
          </p>
          <MultiSelect
            label="Lifecycle stages that enter"
            description="The first one is what “qualified” means; clocks count from the day a contact reached it."
            data={stageOptions}
            value={[...stages]}
            disabled={disabled}
            required
            searchable
            error={stages.length === 0 ? 'Choose at least one, or nobody enters' : null}
            onChange={(value) => put({ stages: value })}
          />
          <MultiSelect
            label="Inclusion lists"
            description="Only members of one of these HubSpot lists enter. None: lists do not matter."
            data={listOptions}
            value={[...lists]}
            disabled={disabled}
            searchable
            clearable
            nothingFoundMessage={facts.lists === null ? 'Lists cannot be read now' : 'No list is called so'}
            onChange={(value) => put({ lists: value.length === 0 ? undefined : value })}
          />
          <div className={classes['two']}>
            <Radio.Group
              label="Marketing contacts"
              value={marketingContacts}
              onChange={(value) => put({ marketingContacts: value === 'any' ? 'any' : 'required' })}
            >
              <Stack gap={8} mt={8}>
                <Radio
                  value="required"
                  label="Only contacts that HubSpot counts as marketing contacts"
                  disabled={disabled}
                />
                <Radio value="any" label="All contacts, for accounts without marketing contacts" disabled={disabled} />
              </Stack>
            </Radio.Group>
            <Radio.Group
              label="Who opted out of e-mail"
              value={optedOut}
              onChange={(value) => put({ optedOut: value === 'include' ? 'include' : 'exclude' })}
            >
              <Stack gap={8} mt={8}>
                <Radio value="exclude" label="Stays out" disabled={disabled} />
                <Radio value="include" label="Enters like everybody else" disabled={disabled} />
              </Stack>
            </Radio.Group>
          </div>
          {marketingContacts === 'required' && fields.size > 0 && !fields.has('hs_marketable_status') ? (
            <p className={classes['summary']} role="alert">
              This HubSpot account has no marketing contacts (no property hs_marketable_status), so nobody would enter.
              Choose “All contacts”.
            </p>
          ) : null}
          <fieldset className={classes['fieldset']} disabled={disabled}>
            <ConditionsEditor
              legend="Further conditions on the contact"
              conditions={conditions}
              onChange={(next) => put({ conditions: next.length === 0 ? undefined : next })}
            />
          </fieldset>
          <ProblemLines problems={problems} />
        </Stack>
        <SectionText path={['selection']} name="Selection" />
      </Panel>
      <SalesforceFilter />
      <GoLive />
    </>
  )
}

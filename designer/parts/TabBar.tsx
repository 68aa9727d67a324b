// Tabs: a row of names, one of which is open. Imports nothing of ours.
import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';

export interface TabSpec {
  readonly id: string;
  readonly title: string;
  /** A count or a mark behind the title. */
  readonly mark?: ReactNode;
  readonly content: ReactNode;
}

export interface TabBarProps {
  readonly label: string;
  readonly tabs: readonly TabSpec[];
  readonly chosen?: string;
  readonly onChoose?: (id: string) => void;
}

/** Only the open tab's content is in the document. */
export function TabBar({ label, tabs, chosen, onChoose }: TabBarProps) {
  return (
    <Tabs className="tabs" selectedKey={chosen} onSelectionChange={(key) => onChoose?.(String(key))}>
      <TabList className="tab-list" aria-label={label}>
        {tabs.map((tab) => (
          <Tab key={tab.id} id={tab.id} className="tab">
            {tab.title}
            {tab.mark}
          </Tab>
        ))}
      </TabList>
      {tabs.map((tab) => (
        <TabPanel key={tab.id} id={tab.id} className="tab-panel">
          {tab.content}
        </TabPanel>
      ))}
    </Tabs>
  );
}

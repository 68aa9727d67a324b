// A first mapping in a few minutes: paste a message, say what it becomes. May import api/, panels/ and parts/.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { foldersQuery } from '../api/folders.ts';
import { filesOfNew, formatOfText, messagesOf, offerNewMapping } from '../panels/new-mapping.ts';
import { Button } from '../parts/Button.tsx';
import { SelectField, TextField } from '../parts/fields.tsx';
import { Page } from '../parts/Page.tsx';
import { Panel } from '../parts/Panel.tsx';
import './NewMappingPage.css';

const CLASSES = ['storefront', 'marketplace', 'oms', 'wms', 'erp', 'carrier', '3pl', 'edi-partner', 'pos'];
const DOCUMENTS = ['order', 'shipment', 'inventory', 'return', 'invoice', 'item', 'customer'];
const FORMATS = ['json', 'ndjson', 'csv', 'xml', 'x12', 'edifact'];
const choices = (ids: readonly string[]) => ids.map((id) => ({ id, label: id }));

const kebab = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

export default function NewMappingPage() {
  const [, navigate] = useLocation();
  const folders = useQuery(foldersQuery);
  const [sample, setSample] = useState('');
  const [title, setTitle] = useState('');
  const [system, setSystem] = useState('');
  const [kind, setKind] = useState('storefront');
  const [format, setFormat] = useState<string>();
  const [document, setDocument] = useState('order');
  const [fault, setFault] = useState<string>();
  const name = kebab(title);
  const isTaken = folders.data?.some((folder) => folder.path === `mappings/${name}`) ?? false;
  const shownFormat = format ?? (sample.trim() === '' ? 'json' : formatOfText(sample));
  const begin = async () => {
    try {
      await messagesOf(sample, shownFormat);
      offerNewMapping(
        name,
        await filesOfNew({
          name,
          title,
          system: kebab(system) || name,
          class: kind,
          format: shownFormat,
          document,
          sample,
        }),
      );
      navigate(`/map/${name}`);
    } catch (thrown) {
      setFault(thrown instanceof Error ? thrown.message : String(thrown));
    }
  };
  return (
    <Page
      title="New mapping"
      above={[{ title: 'Mappings', href: '/mappings' }]}
      description="Paste one message as it comes. Its fields become the source; what you choose becomes the target."
    >
      <div className="new-mapping">
        <Panel title="The message">
          <TextField
            label="One message, or a file of them"
            value={sample}
            onChange={(text) => {
              setSample(text);
              setFault(undefined);
            }}
            rows={20}
            mono
            autoFocus
            error={fault}
            help="JSON, CSV, XML, X12 or EDIFACT; it becomes the mapping's first example."
          />
        </Panel>
        <Panel title="What it is">
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              void begin();
            }}
          >
            <TextField
              label="Title"
              value={title}
              onChange={setTitle}
              placeholder="Web shop order"
              error={isTaken ? `There is a mapping ${name} already` : undefined}
              help={name === '' ? undefined : `Its folder is mappings/${name}`}
            />
            <TextField label="System it comes from" value={system} onChange={setSystem} placeholder="web-shop" />
            <SelectField label="Kind of system" value={kind} onChange={setKind} choices={choices(CLASSES)} />
            <SelectField label="Format" value={shownFormat} onChange={setFormat} choices={choices(FORMATS)} />
            <SelectField label="Becomes" value={document} onChange={setDocument} choices={choices(DOCUMENTS)} />
            <Button tone="main" type="submit" isDisabled={name === '' || sample.trim() === '' || isTaken}>
              Draw the mapping
            </Button>
          </form>
        </Panel>
      </div>
    </Page>
  );
}

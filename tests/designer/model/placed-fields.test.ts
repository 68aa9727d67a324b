// Rows of the second and later objects of a list that is written out: where they stand and which fields they offer.
import { describe, expect, it } from 'vitest';
import { createTargetFields } from '../../../designer/canvas/derived.ts';
import { withPlaces } from '../../../designer/canvas/placed-fields.ts';
import { eachField, mergeFields } from '../../../designer/schema/field.ts';
import { fieldsOfSchema } from '../../../designer/schema/from-schema.ts';
import { readProgram } from '../../../runtime/engine/outline/program.ts';

const DOCUMENT = fieldsOfSchema({
  type: 'object',
  properties: {
    refs: {
      type: 'array',
      items: { type: 'object', properties: { type: { type: 'string' }, value: { type: 'string' } } },
    },
    total: { type: 'number' },
  },
});

const rowsOf = (text: string): string[] => {
  const fields = withPlaces(mergeFields(DOCUMENT, createTargetFields()(readProgram(text))));
  return [...eachField(fields)].map((field) => field.path + (field.isExtra === true ? ' extra' : ''));
};

describe('rows of a list that is written out', () => {
  it('stand beside the list, with every field that the document knows for a member', () => {
    expect(rowsOf('{ "refs": [{ "type": "a" }, { "value": n, "odd": 1 }], "total": 1 }')).toEqual([
      '/refs',
      '/refs/type',
      '/refs/value',
      '/refs[2]',
      '/refs[2]/type',
      '/refs[2]/value',
      '/refs[2]/odd extra',
      '/total',
    ]);
  });

  it('leave fields without them the same object', () => {
    const fields = mergeFields(
      DOCUMENT,
      createTargetFields()(readProgram('{ "refs": [l.{ "type": t }], "total": 1 }')),
    );
    expect(withPlaces(fields)).toBe(fields);
  });
});

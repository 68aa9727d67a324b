// Names of EDIFACT segments and elements, D.96A to D.01B, of the documents Crossdock handles: our own short words. May import names.ts.
import { readNames, type SegmentNames } from './names.ts';

export const EDIFACT_NAMES: ReadonlyMap<string, SegmentNames> = readNames(`
  UNB Interchange header: Syntax! / Version!; Sender! / Qualifier; Receiver! / Qualifier; Date! / Time!; Control reference!; Password; Application; Priority; Acknowledgement requested; Agreement; Test
  UNG Functional group header: Group!; Sender / Qualifier; Receiver / Qualifier; Date / Time; Group reference!; Agency; Version / Release
  UNH Message header: Message reference!; Message type! / Version! / Release! / Agency! / Association code; Common access reference
  UNT Message trailer: Number of segments!; Message reference!
  BGM Beginning of message: Document kind / Code list / Agency / Document name; Document number; Function; Response type
  DTM Date or time: Kind of date! / Date or period / Format
  PAI Payment instructions: Payment conditions / Guarantee / Means / Code list / Agency / Channel
  ALI Additional information: Country of origin; Duty regime; Special condition
  IMD Item description: Description type; Characteristic; Code / Code list / Agency / Description / Description 2
  FTX Free text: Subject!; Function; Text code / Code list / Agency; Text / Text 2 / Text 3 / Text 4 / Text 5; Language
  RFF Reference: Reference qualifier! / Reference / Line number / Version
  NAD Party: Role!; Party id / Code list / Agency; Name and address line / Line 2 / Line 3 / Line 4 / Line 5; Name / Name 2 / Name 3 / Name 4 / Name 5; Street / Street 2 / Street 3 / Street 4; City; Region; Postal code; Country
  LOC Location: Kind of location!; Location / Code list / Agency / Location name; Related location / Code list / Agency / Name
  FII Financial institution: Role!; Account number / Account holder / Account holder 2; Bank / Code list / Agency / Branch
  CTA Contact: Function; Department / Name
  COM Communication: Number! / Kind of number!
  DOC Document: Document kind! / Code list / Agency / Name; Number / Status
  TAX Duty or tax: Function!; Tax type / Code list / Agency / Name; Account; Assessment basis; Rate code / Code list / Agency / Rate; Category; Party tax id
  CUX Currency: Reference / Currency / Kind; Target / Currency / Kind; Rate of exchange
  PAT Payment terms: Terms type!; Terms / Code list / Agency / Description; Time reference / Time relation / Kind of period / Number of periods
  PCD Percentage: Kind of percentage! / Percentage / Basis
  MOA Amount: Kind of amount! / Amount / Currency / Currency kind / Status
  ALC Allowance or charge: Allowance or charge!; Agreement number / Charge type; Settlement; Sequence; Kind of service / Code list / Agency / Name
  TOD Terms of delivery: Function; Freight payment; Terms / Code list / Agency / Description
  TDT Transport: Stage!; Reference; Mode / Mode name; Means / Means name; Carrier / Code list / Agency / Carrier name; Direction; Excess transport; Means of transport id / Code list / Agency / Name / Nationality
  PAC Package: Number of packages; Level / Information / Terms; Package type / Code list / Agency / Name
  PCI Package marks: Marking; Marks / Marks 2 / Marks 3 / Marks 4 / Marks 5; Container status; Type of marking / Code list / Agency
  MEA Measurement: Purpose!; Dimension / Significance / Attribute; Unit / Value / Minimum / Maximum
  QTY Quantity: Kind of quantity! / Quantity! / Unit
  QVR Quantity variance: Difference / Kind of difference; Discrepancy; Reason / Code list / Agency / Reason text
  LIN Line item: Line number; Action; Item number / Number type / Code list / Agency; Subline / Line number; Configuration level; Configuration
  PIA Additional product id: Function!; Item number / Number type / Code list / Agency; Item number 2 / Number type / Code list / Agency; Item number 3 / Number type / Code list / Agency; Item number 4 / Number type / Code list / Agency; Item number 5 / Number type / Code list / Agency
  PRI Price: Kind of price! / Price / Type / Specification / Price basis / Basis unit; Subline price change
  GIN Goods identity number: Kind of number!; Number / Number to; Number 2 / Number 2 to; Number 3 / Number 3 to; Number 4 / Number 4 to; Number 5 / Number 5 to
  GIR Related identity numbers: Set!; Number / Kind of number; Number 2 / Kind of number
  CPS Consignment packing sequence: Level id!; Parent level id; Packaging level
  SCC Scheduling conditions: Status!; Requirement; Frequency / Pattern / Timing
  INV Inventory movement: Direction; Type of inventory; Reason of movement; Inventory balance method
  STS Status: Category / Code list / Agency; Status / Code list / Agency / Name; Reason / Code list / Agency / Reason text
  UNS Section control: Section!
  CNT Control total: Kind of total! / Total! / Unit
  EQD Equipment: Kind of equipment!; Equipment number / Code list / Agency; Size and type / Code list / Agency / Name
  SEL Seal: Seal number; Sealing party
  HAN Handling: Instruction / Code list / Agency / Text; Hazard / Code list / Agency / Name
  DLM Delivery limits: Back order; Instruction / Code list / Agency / Text; Special service; Substitution
  ERC Application error: Error / Code list / Agency
  AJT Adjustment: Reason!; Line number
  CNI Consignment: Number; Document number / Status
  GID Goods item: Item number; Number of packages / Package type / Code list / Agency / Name
`);

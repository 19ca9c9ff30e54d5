// Loaded before Azurite. Its tables and queues are LokiJS collections, and three of their operations cost as much as everything that is stored,
// although the collections have an index of the row keys:
//  - a row is looked up by its PartitionKey first, which nearly every row of one division shares, and only then by its RowKey;
//  - a range of row keys is looked for among all rows of the table;
//  - each look into a queue removes what has expired, and removing nothing still goes over all messages of all queues.
// What is found and what is removed stay the same. Without this file Azurite works as well, only slower.
const { Collection } = require("lokijs");
const { default: Queries } = require("azurite/dist/src/table/persistence/LokiTableStoreQueryGenerator");

const { findOne, removeBatchByPositions } = Collection.prototype;

Collection.prototype.findOne = function (query) {
  if (query && query.PartitionKey !== undefined && query.RowKey !== undefined) {
    const { RowKey, ...others } = query;
    return findOne.call(this, { RowKey, ...others });
  }

  return findOne.call(this, query);
};

Collection.prototype.removeBatchByPositions = function (positions) {
  if (positions.length > 0) removeBatchByPositions.call(this, positions);
};

// The product asks for nothing else than such ranges. The index narrows them down, and the filter itself then decides as it always does.
const range = /^PartitionKey eq '[^']*' and RowKey ge '([^']*)' and RowKey lt '([^']*)'$/;
const generate = Queries.generateQueryForPersistenceLayer;

Queries.generateQueryForPersistenceLayer = function (options, context) {
  const filter = generate.call(this, options, context);
  const [, from, to] = range.exec(options.filter ?? "") ?? [];
  return from === undefined ? filter : Object.assign(filter, { rowKeys: [from, to] });
};

const Resultset = new Collection("any").chain().constructor;
const { where } = Resultset.prototype;

Resultset.prototype.where = function (filter) {
  if (filter.rowKeys && !this.filterInitialized) this.find({ RowKey: { $between: filter.rowKeys } });
  return where.call(this, filter);
};

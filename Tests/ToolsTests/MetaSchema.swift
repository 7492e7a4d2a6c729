import Events

/// What a schema of tool parameters may look like: the assertion vocabulary of JSON Schema 2020-12, without what no tool uses.
enum MetaSchema {
    static let value: JSON = [
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": ["object", "boolean"],
        "properties": [
            "$schema": text, "$id": text, "$ref": text, "$anchor": text, "title": text, "description": text, "$comment": text,
            "format": text,
            "default": true, "examples": ["type": "array"], "$defs": schemas,
            "type": ["anyOf": [kind, ["type": "array", "items": kind, "minItems": 1, "uniqueItems": true]]],
            "enum": ["type": "array"], "const": true, "pattern": text,
            "properties": schemas, "patternProperties": schemas, "dependentSchemas": schemas,
            "additionalProperties": schema, "propertyNames": schema, "unevaluatedProperties": schema, "unevaluatedItems": schema,
            "items": schema, "contains": schema, "not": schema, "if": schema, "then": schema, "else": schema,
            "prefixItems": schemaList, "allOf": schemaList, "anyOf": schemaList, "oneOf": schemaList,
            "required": names, "dependentRequired": ["type": "object", "additionalProperties": names],
            "uniqueItems": ["type": "boolean"],
            "minimum": ["type": "number"], "maximum": ["type": "number"], "exclusiveMinimum": ["type": "number"],
            "exclusiveMaximum": ["type": "number"], "multipleOf": ["type": "number", "exclusiveMinimum": 0],
            "minLength": count, "maxLength": count, "minItems": count, "maxItems": count, "minContains": count, "maxContains": count,
            "minProperties": count, "maxProperties": count,
        ],
        "additionalProperties": false,
    ]

    private static let schema: JSON = ["$ref": "#"]
    private static let schemas: JSON = ["type": "object", "additionalProperties": ["$ref": "#"]]
    private static let schemaList: JSON = ["type": "array", "minItems": 1, "items": ["$ref": "#"]]
    private static let names: JSON = ["type": "array", "items": ["type": "string"], "uniqueItems": true]
    private static let text: JSON = ["type": "string"]
    private static let count: JSON = ["type": "integer", "minimum": 0]
    private static let kind: JSON = ["enum": ["null", "boolean", "object", "array", "number", "string", "integer"]]
}

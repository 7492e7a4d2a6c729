import Events

/// What JSON Schema 2020-12 says of some values, one case a line: fits or not, schema, value.
enum SchemaTable {
    struct Case: CustomStringConvertible {
        var fits: Bool
        var schema: JSON
        var value: JSON

        var description: String { "\(schema.text) :: \(value.text)" }
    }

    static func cases() throws -> [Case] {
        try text.split(separator: "\n").map { line in
            let parts = line.dropFirst(2).split(separator: " :: ", maxSplits: 1)
            return Case(
                fits: line.hasPrefix("+"), schema: try JSON(parsing: String(parts[0])), value: try JSON(parsing: String(parts[1])))
        }
    }

    private static let text = #"""
        + true :: 1
        - false :: 1
        + {} :: {"a": [1, null]}
        + {"type": "integer"} :: 3
        + {"type": "integer"} :: 3.0
        - {"type": "integer"} :: 3.5
        - {"type": "integer"} :: "3"
        + {"type": "number"} :: 3
        + {"type": "number"} :: 1e400
        - {"type": "number"} :: true
        + {"type": "boolean"} :: false
        - {"type": "boolean"} :: 0
        + {"type": "null"} :: null
        - {"type": "null"} :: "null"
        + {"type": ["string", "null"]} :: null
        - {"type": ["string", "null"]} :: 0
        + {"type": "object"} :: {}
        - {"type": "object"} :: []
        + {"type": "array"} :: []
        - {"type": "array"} :: {}
        + {"enum": [1, "a", null]} :: 1.0
        - {"enum": [1, "a", null]} :: "1"
        + {"enum": [{"a": 1, "b": [2]}]} :: {"b": [2.0], "a": 1.0}
        - {"enum": [{"a": 1, "b": [2]}]} :: {"b": [2], "a": 1, "c": 0}
        - {"enum": [[1, 2]]} :: [2, 1]
        - {"enum": [false]} :: 0
        - {"enum": [1]} :: true
        - {"enum": ["a"]} :: ["a"]
        + {"const": {"x": {"y": 1, "z": 2}}} :: {"x": {"z": 2, "y": 1}}
        - {"const": {"x": 1}} :: {"x": 2}
        + {"const": null} :: null
        - {"const": null} :: false
        + {"const": 9007199254740993} :: 9007199254740993
        - {"const": 9007199254740993} :: 9007199254740992
        + {"const": -0.0} :: 0
        - {"const": "\u00e9"} :: "e\u0301"
        + {"minimum": 3} :: 3
        - {"minimum": 3} :: 2.999
        + {"minimum": 3} :: "1"
        - {"minimum": 9007199254740993} :: 9007199254740992
        + {"maximum": 3.5} :: 3.5
        - {"maximum": 3.5} :: 4
        + {"exclusiveMinimum": 3} :: 3.001
        - {"exclusiveMinimum": 3} :: 3
        + {"exclusiveMaximum": 3} :: 2
        - {"exclusiveMaximum": 3} :: 3.0
        + {"multipleOf": 3} :: 9
        - {"multipleOf": 3} :: 10
        + {"multipleOf": 0.5} :: 4.5
        - {"multipleOf": 0.5} :: 4.6
        + {"multipleOf": 0.0001} :: 0.0075
        - {"multipleOf": 0.0001} :: 0.00751
        + {"multipleOf": 2} :: 0
        + {"multipleOf": 2} :: -4
        + {"minLength": 2} :: "ab"
        - {"minLength": 2} :: "a"
        - {"minLength": 2} :: "👍"
        + {"maxLength": 2} :: "👍👍"
        - {"maxLength": 2} :: "abc"
        + {"maxLength": 2} :: 12345
        + {"pattern": "^a+$"} :: "aaa"
        - {"pattern": "^a+$"} :: "aab"
        + {"pattern": "b"} :: "abc"
        + {"pattern": "^\\d{3}$"} :: "123"
        - {"pattern": "^\\d{3}$"} :: "1234"
        + {"pattern": "^a+$"} :: 5
        + {"prefixItems": [{"type": "string"}, {"type": "integer"}]} :: ["a", 1, null]
        - {"prefixItems": [{"type": "string"}, {"type": "integer"}]} :: ["a", "b"]
        + {"prefixItems": [{"type": "string"}]} :: []
        + {"prefixItems": [{"type": "string"}], "items": {"type": "integer"}} :: ["a", 1, 2]
        - {"prefixItems": [{"type": "string"}], "items": {"type": "integer"}} :: ["a", 1, "b"]
        - {"prefixItems": [true], "items": false} :: [1, 2]
        + {"items": false} :: []
        - {"items": {"minimum": 2}} :: [2, 1]
        + {"contains": {"type": "integer"}} :: ["a", 1]
        - {"contains": {"type": "integer"}} :: ["a", "b"]
        - {"contains": {"type": "integer"}} :: []
        + {"contains": {"type": "integer"}, "minContains": 0} :: []
        + {"contains": {"type": "integer"}, "minContains": 2} :: [1, "a", 2]
        - {"contains": {"type": "integer"}, "minContains": 2} :: [1, "a"]
        + {"contains": {"type": "integer"}, "maxContains": 1} :: [1, "a"]
        - {"contains": {"type": "integer"}, "maxContains": 1} :: [1, 2]
        - {"contains": {"type": "integer"}, "minContains": 0, "maxContains": 1} :: [1, 2]
        + {"minContains": 5, "maxContains": 0} :: [1]
        + {"minItems": 1} :: [1]
        - {"minItems": 1} :: []
        + {"maxItems": 1} :: [1]
        - {"maxItems": 1} :: [1, 2]
        + {"uniqueItems": true} :: [1, "1", [1], {"a": 1}, true, null]
        - {"uniqueItems": true} :: [1, 2, 1.0]
        - {"uniqueItems": true} :: [{"a": 1, "b": 2}, {"b": 2, "a": 1}]
        + {"uniqueItems": true} :: [0, false]
        + {"uniqueItems": true} :: [[0], [false]]
        + {"uniqueItems": false} :: [1, 1]
        + {"properties": {"a": {"type": "integer"}}} :: {"a": 1, "b": "x"}
        - {"properties": {"a": {"type": "integer"}}} :: {"a": "1"}
        - {"properties": {"a": false}} :: {"a": 1}
        + {"properties": {"a": false}} :: {"b": 1}
        + {"properties": {"a": {"type": "integer"}}} :: [1]
        + {"required": ["a"]} :: {"a": null}
        - {"required": ["a", "b"]} :: {"a": 1}
        + {"required": ["a"]} :: "a"
        + {"patternProperties": {"^x_": {"type": "integer"}}} :: {"x_1": 1, "y": "a"}
        - {"patternProperties": {"^x_": {"type": "integer"}}} :: {"x_1": "a"}
        - {"properties": {"x_a": {"type": "integer"}}, "patternProperties": {"^x": {"minimum": 5}}} :: {"x_a": 4}
        + {"properties": {"a": {}}, "patternProperties": {"^b": {}}, "additionalProperties": false} :: {"a": 1, "b1": 2}
        - {"properties": {"a": {}}, "patternProperties": {"^b": {}}, "additionalProperties": false} :: {"a": 1, "c": 2}
        + {"additionalProperties": {"type": "string"}} :: {"a": "x"}
        - {"additionalProperties": {"type": "string"}} :: {"a": 1}
        + {"properties": {"a": {}}, "additionalProperties": {"type": "string"}} :: {"a": 1, "b": "x"}
        + {"propertyNames": {"maxLength": 2}} :: {"ab": 1}
        - {"propertyNames": {"maxLength": 2}} :: {"abc": 1}
        - {"propertyNames": false} :: {"a": 1}
        + {"propertyNames": {"enum": ["a", "b"]}} :: {"b": 1}
        + {"minProperties": 1} :: {"a": 1}
        - {"minProperties": 1} :: {}
        + {"maxProperties": 1} :: {"a": 1}
        - {"maxProperties": 1} :: {"a": 1, "b": 2}
        + {"dependentRequired": {"a": ["b"]}} :: {"a": 1, "b": 2}
        - {"dependentRequired": {"a": ["b"]}} :: {"a": 1}
        + {"dependentRequired": {"a": ["b"]}} :: {"c": 1}
        + {"dependentSchemas": {"a": {"properties": {"b": {"type": "integer"}}}}} :: {"a": 1, "b": 2}
        - {"dependentSchemas": {"a": {"properties": {"b": {"type": "integer"}}}}} :: {"a": 1, "b": "2"}
        + {"dependentSchemas": {"a": {"properties": {"b": {"type": "integer"}}}}} :: {"b": "2"}
        - {"dependentSchemas": {"a": false}} :: {"a": 1}
        + {"allOf": [{"minimum": 1}, {"maximum": 3}]} :: 2
        - {"allOf": [{"minimum": 1}, {"maximum": 3}]} :: 4
        - {"allOf": [true, false]} :: 4
        + {"anyOf": [{"type": "integer"}, {"minLength": 2}]} :: 1
        + {"anyOf": [{"type": "integer"}, {"type": "string", "minLength": 2}]} :: "ab"
        - {"anyOf": [{"type": "integer"}, {"type": "string", "minLength": 2}]} :: "a"
        - {"anyOf": [false, false]} :: 1
        + {"oneOf": [{"type": "integer"}, {"minimum": 2}]} :: 1
        - {"oneOf": [{"type": "integer"}, {"minimum": 2}]} :: 3
        - {"oneOf": [{"type": "integer"}, {"minimum": 2}]} :: 1.5
        + {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]} :: {"b": 1}
        - {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]} :: {"a": 1, "b": 1}
        + {"not": {"type": "integer"}} :: "a"
        - {"not": {"type": "integer"}} :: 1
        - {"not": {}} :: 1
        + {"not": {"not": {}}} :: 1
        + {"if": {"type": "integer"}, "then": {"minimum": 5}, "else": {"type": "string"}} :: 5
        - {"if": {"type": "integer"}, "then": {"minimum": 5}, "else": {"type": "string"}} :: 4
        + {"if": {"type": "integer"}, "then": {"minimum": 5}, "else": {"type": "string"}} :: "a"
        - {"if": {"type": "integer"}, "then": {"minimum": 5}, "else": {"type": "string"}} :: null
        + {"then": false, "else": false} :: 1
        + {"if": false, "then": false} :: 1
        + {"$ref": "#/$defs/a", "$defs": {"a": {"type": "integer"}}} :: 1
        - {"$ref": "#/$defs/a", "$defs": {"a": {"type": "integer"}}} :: "1"
        - {"$ref": "#/$defs/a", "minimum": 3, "$defs": {"a": {"type": "integer"}}} :: 1
        - {"$ref": "#/$defs/b", "$defs": {"a": {"type": "integer"}, "b": {"$ref": "#/$defs/a"}}} :: "1"
        - {"$ref": "#/$defs/a~1b~0c", "$defs": {"a/b~c": {"type": "integer"}}} :: "1"
        - {"$ref": "#/$defs/a%25", "$defs": {"a%": {"type": "integer"}}} :: "1"
        - {"$ref": "#/allOf/1", "allOf": [true, {"type": "integer"}]} :: "1"
        - {"$ref": "#here", "$defs": {"a": {"$anchor": "here", "type": "integer"}}} :: "1"
        + {"properties": {"next": {"$ref": "#"}}, "additionalProperties": false} :: {"next": {"next": {}}}
        - {"properties": {"next": {"$ref": "#"}}, "additionalProperties": false} :: {"next": {"next": {"x": 1}}}
        + {"$defs": {"tree": {"type": "object", "required": ["v"], "properties": {"v": {"type": "integer"}, "kids": {"items": {"$ref": "#/$defs/tree"}}}}}, "$ref": "#/$defs/tree"} :: {"v": 1, "kids": [{"v": 2}, {"v": 3, "kids": []}]}
        - {"$defs": {"tree": {"type": "object", "required": ["v"], "properties": {"v": {"type": "integer"}, "kids": {"items": {"$ref": "#/$defs/tree"}}}}}, "$ref": "#/$defs/tree"} :: {"v": 1, "kids": [{"v": 2}, {"v": 3, "kids": [{"v": "4"}]}]}
        + {"properties": {"a": {}}, "unevaluatedProperties": false} :: {"a": 1}
        - {"properties": {"a": {}}, "unevaluatedProperties": false} :: {"a": 1, "b": 2}
        + {"allOf": [{"properties": {"a": {}}}], "properties": {"b": {}}, "unevaluatedProperties": false} :: {"a": 1, "b": 2}
        - {"allOf": [{"properties": {"a": {}}}], "properties": {"b": {}}, "unevaluatedProperties": false} :: {"a": 1, "c": 2}
        + {"anyOf": [{"properties": {"a": {"const": 1}}, "required": ["a"]}, {"properties": {"b": {}}, "required": ["b"]}], "unevaluatedProperties": false} :: {"b": 1}
        - {"anyOf": [{"properties": {"a": {"const": 1}}, "required": ["a"]}, {"properties": {"b": {}}, "required": ["b"]}], "unevaluatedProperties": false} :: {"a": 2, "b": 1}
        - {"not": {"not": {"properties": {"a": {}}}}, "unevaluatedProperties": false} :: {"a": 1}
        + {"if": {"properties": {"a": {"const": 1}}, "required": ["a"]}, "then": {"properties": {"b": {}}}, "unevaluatedProperties": false} :: {"a": 1, "b": 2}
        - {"if": {"properties": {"a": {"const": 1}}, "required": ["a"]}, "then": {"properties": {"b": {}}}, "unevaluatedProperties": false} :: {"a": 2, "b": 2}
        + {"additionalProperties": true, "unevaluatedProperties": false} :: {"a": 1}
        - {"unevaluatedProperties": {"type": "string"}} :: {"a": 1}
        + {"$ref": "#/$defs/p", "$defs": {"p": {"properties": {"a": {}}}}, "unevaluatedProperties": false} :: {"a": 1}
        + {"prefixItems": [{}], "unevaluatedItems": false} :: [1]
        - {"prefixItems": [{}], "unevaluatedItems": false} :: [1, 2]
        + {"allOf": [{"prefixItems": [{}, {}]}], "unevaluatedItems": false} :: [1, 2]
        + {"contains": {"type": "integer"}, "unevaluatedItems": {"type": "string"}} :: [1, "a"]
        - {"contains": {"type": "integer"}, "unevaluatedItems": {"type": "string"}} :: [1, null]
        + {"items": {}, "unevaluatedItems": false} :: [1, 2]
        + {"format": "email", "title": "x", "x-unknown": {"type": "never"}} :: "not an address"
        """#
}

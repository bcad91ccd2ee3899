"""What a question of each kind holds, and what an answer to it is worth. Pure functions, the same everywhere.

body:   {"text": str, "options": [{"key": str, "text": str, "media": str?}, ...], "media": str?}
        options only for ONE, MANY and ORDER; keys are unique; `media` names a `Media` of the question
answer: ONE    {"right": key}
        MANY   {"right": [key, ...], "partial": bool}    partial: each right one counts, each wrong one takes away
        TRUTH  {"right": bool}
        ORDER  {"right": [key, ...], "partial": bool}    all keys in their right order
        SHORT  {"accepted": [str, ...], "exact": bool}   exact: upper and lower case count
        NUMBER {"value": str, "tolerance": str}          decimal, with a point
reply:  what somebody answered: ONE key; MANY [key, ...]; TRUTH bool; ORDER [key, ...]; SHORT str; NUMBER str; None
"""

"""A llama model of a few hundred kilobytes with random weights, made on the spot, that still says something.

After each word of `SENTENCE` the next one is far likelier than anything else, so that an answer is short and the same every
time; what a grammar asks for between them comes out as the grammar wants it.
"""

import gguf
import numpy

SENTENCE = ["Hello", " from", " a", " tiny", " model."]
WIDTH, HEADS, INNER = 64, 4, 128


def write(path):
    words = [word.replace(" ", "\u2581") for word in SENTENCE]
    kinds = gguf.TokenType
    tokens = [("<unk>", kinds.UNKNOWN), ("<s>", kinds.CONTROL), ("</s>", kinds.CONTROL)]
    tokens += [(f"<0x{byte:02X}>", kinds.BYTE) for byte in range(256)]
    tokens += [("<|im_start|>", kinds.CONTROL), ("<|im_end|>", kinds.CONTROL)]
    tokens += [(word, kinds.NORMAL) for word in words] + [('"}', kinds.NORMAL)]
    number = {text: index for index, (text, _) in enumerate(tokens)}

    def byte(character):
        return number[f"<0x{ord(character):02X}>"]

    end = number["</s>"]
    # What follows what, the likeliest first; a grammar takes the first that it allows.
    follows = {number[a]: [number[b]] for a, b in zip(words, words[1:])}
    follows |= {
        byte("\n"): [number[words[0]]], byte('"'): [number[words[0]], byte(":"), byte("}")], byte(":"): [byte('"')],
        byte("{"): [byte('"')], byte(","): [byte('"')], number[words[-1]]: [end, number['"}'], byte('"')],
        number['"}']: [end], byte("}"): [end],
    }

    random = numpy.random.default_rng(1)

    def weights(*shape, scale):
        return (random.standard_normal(shape) * scale).astype(numpy.float32)

    embedding = weights(len(tokens), WIDTH, scale=1)
    embedding /= numpy.linalg.norm(embedding, axis=1, keepdims=True)
    output = weights(len(tokens), WIDTH, scale=0.02)
    for before, after in follows.items():
        for rank, token in enumerate(after):
            output[token] += embedding[before] * (8 - 2 * rank)

    file = gguf.GGUFWriter(path, "llama")
    file.add_name("tiny")
    file.add_context_length(65_536)
    file.add_embedding_length(WIDTH)
    file.add_block_count(1)
    file.add_feed_forward_length(INNER)
    file.add_head_count(HEADS)
    file.add_head_count_kv(HEADS)
    file.add_rope_dimension_count(WIDTH // HEADS)
    file.add_layer_norm_rms_eps(1e-5)
    file.add_vocab_size(len(tokens))
    file.add_tokenizer_model("llama")
    file.add_token_list([text for text, _ in tokens])
    file.add_token_scores([0.0] * len(tokens))
    file.add_token_types([kind for _, kind in tokens])
    file.add_unk_token_id(0)
    file.add_bos_token_id(1)
    file.add_eos_token_id(end)
    file.add_add_space_prefix(False)
    file.add_tensor("token_embd.weight", embedding)
    file.add_tensor("output.weight", output)
    ones = numpy.ones(WIDTH, dtype=numpy.float32)
    for name in ["output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"]:
        file.add_tensor(f"{name}.weight", ones)
    for name in ["attn_q", "attn_k", "attn_v", "attn_output"]:
        file.add_tensor(f"blk.0.{name}.weight", weights(WIDTH, WIDTH, scale=0.01))
    for name, shape in [("ffn_gate", (INNER, WIDTH)), ("ffn_up", (INNER, WIDTH)), ("ffn_down", (WIDTH, INNER))]:
        file.add_tensor(f"blk.0.{name}.weight", weights(*shape, scale=0.01))
    file.write_header_to_file()
    file.write_kv_data_to_file()
    file.write_tensors_to_file()
    file.close()

/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/reply_words.h"

#include <stdbool.h>
#include <string.h>

/* As words_read() gives them: lower case, without accents and apostrophes. See words_match(). */
static const struct {
    enum sense sense;
    int value; /* of a number */
    const char *phrases;
} vocabulary[] = {
    /* Haitian "de" (two) is a common word elsewhere: only behind "nimewo". */
    { SENSE_NUMBER, 1, "numero um|opcao um|nimewo en" },
    { SENSE_NUMBER, 2, "two|dos|dois|duas|nimewo de" },
    { SENSE_NUMBER, 3, "three|tres|nimewo twa" },
    { SENSE_NUMBER, 4, "four|cuatro|quatro|nimewo kat" },
    { SENSE_NUMBER, 5, "five|cinco|nimewo senk" },
    { SENSE_NUMBER, 6, "six|seis" },
    { SENSE_NUMBER, 7, "seven|siete|sete" },
    { SENSE_NUMBER, 8, "eight|ocho|oito" },
    { SENSE_NUMBER, 9, "nine|nueve|nove" },
    { SENSE_NUMBER, 10, "ten|diez|dez" },
    { SENSE_NUMBER, 11, "eleven" },
    { SENSE_NUMBER, 12, "twelve" },
    { SENSE_NUMBER, 13, "thirteen" },
    { SENSE_NUMBER, 14, "fourteen" },
    { SENSE_NUMBER, 15, "fifteen" },
    { SENSE_NUMBER, 16, "sixteen" },
    { SENSE_NUMBER, 17, "seventeen" },
    { SENSE_NUMBER, 18, "eighteen" },
    { SENSE_NUMBER, 19, "nineteen" },
    { SENSE_NUMBER, 20, "twenty" },
    { SENSE_ONE, 1, "one|uno|una|uma" },

    { SENSE_ORDINAL, 1, "first|primero|primera|primeiro|primeira|primer|top one|a primeira" },
    { SENSE_ORDINAL, 2, "second|segundo|segunda|a segunda" },
    { SENSE_ORDINAL, 3, "third|tercero|tercera|terceiro|terceira|tercer|a terceira" },
    { SENSE_ORDINAL, 4, "fourth|cuarto|cuarta|quarto|quarta|a quarta" },
    { SENSE_ORDINAL, 5, "fifth|quinto|quinta|a quinta" },
    { SENSE_ORDINAL, 6, "sixth|sexto|sexta" },
    { SENSE_ORDINAL, 7, "seventh|septimo|septima" },
    { SENSE_ORDINAL, 8, "eighth|octavo|octava" },
    { SENSE_ORDINAL, 9, "ninth|noveno|novena" },
    { SENSE_ORDINAL, 10, "tenth|decimo|decima" },

    { SENSE_FIRST_FEW, 2,
      "first two|first 2|top two|top 2|los dos primeros|las dos primeras|los primeros dos"
      "|las primeras dos" },
    { SENSE_FIRST_FEW, 3,
      "first three|first 3|top three|top 3|los tres primeros|las tres primeras|los primeros tres"
      "|las primeras tres" },

    /* "um" is Portuguese for one, and what people say while they think. */
    { SENSE_SLIP, 1, "um|won" },
    { SENSE_SLIP, 2, "to|tow" },
    { SENSE_SLIP, 3, "thre|tree" },
    { SENSE_SLIP, 4, "for|fore" },
    { SENSE_TOO, 2, "too" },

    /* Several, more, none. */
    { SENSE_LAST, 0, "last|bottom one|bottom|ultimo|ultima" },
    { SENSE_ALL, 0,
      "all|all of them|all of these|all of those|all of the above|all the above|them all"
      "|every one of them|todos|todas|todos ellos|todas ellas|todos eles|todas elas" },
    { SENSE_BOTH, 0,
      "both|both of them|both of these|both of those|the two|ambos|ambas|los dos|las dos|los 2"
      "|las 2|os dois|as duas|os 2|as 2" },
    { SENSE_POINTING, 0,
      "one of them|one of these|one of those|of them|of these|of those|that one|this one|the one"
      "|any one|any|any of them|any of these|whichever|whatever|same|you pick|you choose"
      "|cualquiera|qualquer|qualquer um|ese|esa|esse|essa|los|las|os|either one|either of them"
      "|either of these" },
    { SENSE_MORE, 0,
      "more|moar|next|next page|others|the others|other ones|the other ones|other options"
      "|other choices|other resources|other ideas|the rest|see the rest|more options"
      "|more choices|more resources|more of them|some more|a few more|one more|another"
      "|another one|different ones|show more|show me more|send more|send me more|give me more"
      "|see more|see more options|see other options|muestrame mas|muestreme mas|ensename mas|dame "
      "mas"
      "|any others|any other|any other ones|any other options|any other choices"
      "|any other resources|any other ideas|any more|any more options|any more of these"
      "|anything else|something else|something different|what else|what else is there"
      "|what else do you have|what else do u have|what else have you got|what else you got"
      "|what other options are there|what are the others|what are the other options"
      "|what are my other options|is there more|is there any more|is there anything else"
      "|are there more|are there others|are there any others|are there any more"
      "|are there other options|are there more options|are there any other options"
      "|do you have more|do you have others|do you have any others|do you have any more"
      "|do you have anything else|do you have other options|do you have more options"
      "|do u have more|do u have anything else|do u have any others|got more|got any more"
      "|got any others|got anything else|you got anything else|you got any others"
      "|have anything else|have any others|mas|mas opciones|hay mas|hay mas opciones|hay otros"
      "|hay otras|hay otras opciones|hay algo mas|otros|otras|otro|otra|otras opciones|algo mas"
      "|que mas|que mas hay|que mas tienes|que mas tiene|tienes mas|tiene mas|tienen mas"
      "|tienes otras|tienes otros|ver mas|siguiente|siguientes|los demas|las demas|quiero mas"
      "|quiero ver mas|mais|mais opcoes|tem mais|tem mais opcoes|ha mais|outros|outras"
      "|outras opcoes|algo mais|que mais|o que mais|o que mais tem|tem outros|tem outras"
      "|tem outras opcoes|ver mais|proximo|proxima|os outros|as outras|quero mais|quero ver mais" },
    { SENSE_NONE, 0,
      "none|none of these|none of those|none of them|none of the above|none of this"
      "|not any of these|not any of them|neither|neither one|neither of them|neither of these"
      "|neither of those|no thanks|no thank you|no thank u|no thx|no ty|not interested"
      "|im not interested|not for me|not my thing|nothing|nothing fits|nothing here fits"
      "|nothing for me|nothing here for me|i dont want any|i dont want any of these"
      "|i dont want any of them|dont want any|dont want any of these|i dont need any|i dont need "
      "any of these"
      "|i dont like any"
      "|i dont like any of these|i dont like any of them|dont like any of these|these dont fit"
      "|they dont fit|these arent for me|these are not for me|ninguno|ninguna|ninguno de estos"
      "|ninguna de estas|ninguno de esos|ninguna de esas|ninguno de ellos|ninguna de ellas"
      "|ninguno me sirve|ninguna me sirve|ninguno me gusta|ninguna me gusta|no me interesa"
      "|no me interesan|no quiero ninguno|no quiero ninguna|no me sirve ninguno"
      "|no me sirve ninguna|no gracias|nada|nada de esto|nenhum|nenhuma|nenhum desses"
      "|nenhum destes|nenhuma dessas|nenhuma destas|nenhum deles|nenhuma delas|nenhum serve"
      "|nenhuma serve|nao quero nenhum|nao quero nenhuma|nao obrigado|nao obrigada"
      "|nao me interessa" },

    /* Beside a choice. */
    { SENSE_FILLER, 0,
      "the|i|id|ill|i will|i would|i want|wanna|want to|id like|would like|i would like|like to"
      "|love to|picking|choosing|chose|prefer|go with|go for|going with|only|send|send over|send it"
      "|going for|im going with|im gonna go with|lets|lets do|lets try|lets go with|let me"
      "|let me try|let us|ill do|id do|i want to do|do the|ill have|id have|can i|could i|may i"
      "|can we|could we|can i have|could i have|may i have|can i get|could i get|may i get|can i "
      "please get"
      "|can i please have|could i please have|could i please get|can you send|could you send"
      "|can you send me|could you send me|id like to have|can i do"
      "|can i try|give me|gimme|send me|show me|for me|for now|for sure|from the list"
      "|on the list|then|so|just|hi|hey|hello|well|hmm|oh|really|definitely|good|great"
      "|fine|perfect|nice|cool|awesome|right|my choice is|my pick is|my answer is|answer|fit"
      "|fits|fit me|fits me|suit me|suits me|right for me|feel right|feels right|what i need"
      "|sound right|sound good|work|work for me|speak to me|el|la|me quedo con|quiero|quisiera"
      "|prefiero|elijo|escojo|me gusta|me gustaria|me interesa|voy a|voy con"
      "|para mi|dame|deme|mandame|hola|pues|entonces|quero|queria|gostaria|eu|escolho|prefiro"
      "|vou|vou de|vou com|fico com|me da|manda|ola|oi|para mim|pra mim|will try|i like"
      "|ill use|id use|ill take|i will take|id take|lets take|can i take|gonna try|gonna go with"
      "|im gonna try|im going to try|i am going to try|im going to go with|go to|quero a"
      "|prefiro a|escolho a|id like to|id like to do|would like to|i would like to|i want to"
      "|i want to try|i wanna|wanna try|wanna do|i wanna do|im picking|im choosing|id love to|i "
      "need|fico com a|fico com o|vou com a"
      "|vou com o|gosto da|gosto do|me interessa a|me interessa o|quero o|ones" },
    { SENSE_DOING, 0,
      "call|text|go|try|trying|pick|choose|select|want|llamar|probar|tomar|tentar" },
    { SENSE_AFTER, 0,
      "is|it is|is good|is fine|is great|is best|is ok|is perfect|is nice|is the one|is the best"
      "|is my choice|is my pick|works|works for me|works best|would work|would be good"
      "|would be great|would be best|would be nice|would help|looks good|looks great|looks "
      "best|looks right"
      "|looks ok|looks nice|seems good|seems best|seems right|seems ok|seems nice|sounds best"
      "|sounds right|sounds nice|sounds perfect|sounds good to me"
      "|sounds great to me|looks good to me|good to me|sounds ok|sounds better|sounds "
      "interesting|best|better|now"
      "|right now|today|esta bien|me parece bien|suena bien|parece bien|es mejor|e melhor"
      "|parece bom|parece boa" },
    { SENSE_POLITE, 0,
      "please|pls|plz|plse|pleas|please and thank you|pretty please|kindly|por favor|porfavor"
      "|porfa|porfis|pfv|se faz favor" },
    { SENSE_THANKS, 0,
      "thanks|thank you|thank u|thx|thnx|tnx|ty|tysm|tks|so much|very much|a lot|thanks so much"
      "|thank you so much|many thanks|gracias|muchas gracias|mil gracias|obrigado|obrigada"
      "|muito obrigado|muito obrigada|obg" },
    { SENSE_MARK, 0,
      "option|options|opt|number|numbers|num|nr|choice|choices|item|#|choice number|option "
      "number|numero|opcion"
      "|opcao|nimewo|la opcion|la numero|el numero|o numero|a opcao|a numero" },
    { SENSE_YES, 0,
      "yes|yeah|yea|yep|yup|ya|yah|yess|ok|okay|okey|okie|k|kk|sure|sounds good|sounds great"
      "|that sounds good|that works|of course|alright|all right|\U0001F44D|si|claro|vale|bueno"
      "|sim|ta bom|tudo bem|certo" },
    { SENSE_NO, 0, "no|nope|nah|naw|nao" },
    { SENSE_FINE, 0,
      "im ok|im okay|im good|im fine|im alright|im all set|i am ok|i am good|i am fine"
      "|estoy bien|to bem|estou bem" },

    /* Between choices and against them. */
    { SENSE_AND, 0, "and|&|n|e|and the|and then|e a|e o|y la|y el" },
    { SENSE_Y, 0, "y" },
    { SENSE_OR, 0, "or|/|ou|versus|vs" },
    { SENSE_O, 0, "o" },
    { SENSE_ALSO, 0,
      "also|and also|can i also get|can i also have|could i also get|plus|as well|as well "
      "as|add|tambien|tambem|ademas|y tambien|e tambem" },
    { SENSE_HEDGE, 0,
      "maybe|perhaps|possibly|probably|prob|probs|prolly|might|idk|dunno|i dont know|dont know"
      "|i do not know|not sure|im not sure|unsure|i think|think|i guess|guess|kinda|kind of"
      "|sort of|i suppose|suppose|either|leaning|leaning towards|leaning to|how about|what about"
      "|torn between|between|can i call|can i text|could i call|could i text|can we call|do i call"
      "|do i text|quizas|quiza|tal vez|talvez|a lo mejor|no se|no lo se|creo|creo que"
      "|puede ser|no estoy seguro|no estoy segura|acho|acho que|nao sei|pode ser|pode ser a"
      "|pode ser o|acho que a|acho que o" },
    { SENSE_NOT, 0,
      "not|not the|but not|except|except for|anything but|everything but|all but|dont|do not"
      "|dont want|i dont want|i dont like|i do not want|wont|cant do|no quiero|no me gusta|menos"
      "|excepto|nao quero|nao gosto" },
    { SENSE_CORRECTION, 0,
      "sorry|oops|whoops|i meant|meant|i mean|meant to say|i meant to say|actually|instead|wait"
      "|no wait|change to|change it to|change that to|switch to|changed my mind"
      "|i changed my mind|make it|make that|rather|correction|my bad|my mistake|scratch that"
      "|perdon|quise decir|queria decir|mejor|en vez|disculpa|lo siento|me equivoque|desculpa"
      "|desculpe|quis dizer|queria dizer|na verdade|perdao|errei|melhor" },
    { SENSE_BUT, 0, "but|however|though|although|pero|porem" },
    { SENSE_PAST, 0,
      "already|tried|called|texted|used|hung|hated|hate|never|didnt|couldnt|wasnt|ya llame"
      "|ya probe|llame|ja liguei|ja|liguei|tentei" },

    /* Made of words above, and none of them a reply. */
    { SENSE_OTHER, 0,
      "one and only|one and done|1 and only|a second|one second|1 second|just a second|un "
      "segundo|um segundo|one minute|one moment"
      "|good one|no one|not one|only one|one day|one time|one thing|me too|me to|first of all"
      "|at first|at last|all good|all ok|all fine|all set|all great|at all|no more|not more"
      "|nothing more|nothing else|nothing good|nothing right|nothing works|nothing will work"
      "|nothing work|no good|no mas|ya no mas|nada mas|nada bien|nao mais|nada mais|nunca mas"
      "|nunca mais|text back|call back|no hay mas|no hay otra|i 2|i two|i too|i to"
      "|4 now|let me 2|let me 4" },

    /* Wide on purpose: it costs no more than one automatic text. */
    { SENSE_DANGER, 0,
      "kill|killing|kms|suicide|suicidal|unalive|die|dying|dead|death|end it|end it all"
      "|ending it|end my life|hurt myself|hurting myself|harm myself|cut myself|cutting|overdose"
      "|overdosed|od|oding|pills|gun|knife|razor|noose|bridge|jump|hang myself|hanging myself"
      "|self harm|bleeding|goodbye|good bye|no point|no reason to live|not worth|worthless"
      "|hopeless|no hope|give up|giving up|rape|raped|hits me|hit me|beats me|hurting me"
      "|hurts me|cant do this|cant do it anymore|cant go on|cant take|cant cope|cant anymore"
      "|cant live|cant keep|cannot go on|can not go on|cannot do this|cannot take"
      "|dont want to live|dont want to be here|dont wanna be here|dont wanna live"
      "|want to disappear|matar|matarme|morir|morirme|muerto|muerta|suicidio|suicidarme|cortarme"
      "|pastillas|pistola|no puedo mas|ya no puedo|no aguanto|ya no aguanto|no quiero vivir"
      "|quitarme la vida|me pega|adios|me matar|morrer|morto|morta|suicidar|me cortar"
      "|comprimidos|faca|nao aguento|nao aguento mais|nao consigo mais|nao quero viver|me bate"
      "|adeus" },
};

/* What makes a number an ordinal when it stands right behind it: "2nd", "3ra". */
static const char *const ordinal_endings[] = { "st", "nd", "rd", "th", "ro", "ra", "er",
                                               "do", "da", "to", "ta", "o",  "a" };

static bool is_ordinal_ending(const char *s)
{
    for (size_t i = 0; i < sizeof ordinal_endings / sizeof ordinal_endings[0]; i++)
        if (strcmp(s, ordinal_endings[i]) == 0) return true;
    return false;
}

/* "2", "02", "2nd"; three digits and more are a year, a code or a line's name. */
static struct reply_word digits_read(const char *s)
{
    size_t len = strspn(s, "0123456789");
    struct reply_word number = { .sense = SENSE_NUMBER, .words = 1 };

    if (!len || len > 2 || (s[len] && !is_ordinal_ending(s + len)))
        return (struct reply_word){ .words = 1 };
    for (size_t i = 0; i < len; i++) number.value = number.value * 10 + (s[i] - '0');
    if (s[len]) number.sense = SENSE_ORDINAL;
    return number;
}

struct reply_word reply_word_read(const struct words *words, size_t at)
{
    struct reply_word best = { .words = 0 };

    for (size_t i = 0; i < sizeof vocabulary / sizeof vocabulary[0]; i++) {
        size_t count = words_match(words, at, vocabulary[i].phrases);

        if (count <= best.words) continue;
        best = (struct reply_word){ vocabulary[i].sense, vocabulary[i].value, count };
    }
    return best.words ? best : digits_read(words->word[at].s);
}
